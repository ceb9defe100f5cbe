package io.revocast.benchmarks.harness;

import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

import javax.xml.parsers.DocumentBuilderFactory;

import static org.assertj.core.api.Assertions.assertThat;

class BarsTest {
    @Test
    void drawsEachValueToScaleWithItsFigureAndOursApartAboveAnAxisWithUnit() throws Exception {
        Bars bars = new Bars("file", "p50 < p99 & \"so on\"", "%.1f s");
        bars.bar("Revocast", 2);
        bars.bar("a <peer>", 4);

        Document svg = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(bars.svg("2 cores").getBytes(StandardCharsets.UTF_8)));

        NodeList bodies = svg.getElementsByTagName("rect");
        assertThat(bodies.getLength()).isEqualTo(2);
        assertThat(width(bodies, 1)).isEqualTo(2 * width(bodies, 0));
        assertThat(((Element) bodies.item(0)).getAttribute("class")).isEqualTo("ours");
        assertThat(((Element) bodies.item(1)).getAttribute("class")).isEmpty();
        assertThat(svg.getDocumentElement().getTextContent())
                .contains("p50 < p99 & \"so on\"", "a <peer>", "2.0 s", "4.0 s", "2 cores");
        assertThat(texts(svg)).containsSubsequence("0", "1", "2", "3", "4", "s");
    }

    private static List<String> texts(Document svg) {
        NodeList texts = svg.getElementsByTagName("text");
        return IntStream.range(0, texts.getLength())
                .mapToObj(i -> texts.item(i).getTextContent())
                .toList();
    }

    private static double width(NodeList bodies, int index) {
        return Double.parseDouble(((Element) bodies.item(index)).getAttribute("width"));
    }
}
