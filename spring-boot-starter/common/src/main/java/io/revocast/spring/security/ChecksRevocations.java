package io.revocast.spring.security;

/** Marks a decoder that refuses revoked tokens, for the proof of coverage. */
public interface ChecksRevocations {}
