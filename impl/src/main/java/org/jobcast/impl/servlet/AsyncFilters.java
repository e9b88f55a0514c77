package org.jobcast.impl.servlet;

import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.annotation.WebFilter;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * Finds, when the application starts, the filters that will keep streams from being sent: one that is not async-supported
 * in front of a path makes every asynchronous answer below it impossible. A registration does not tell, so this reads what
 * the application says: its web.xml, else the annotation of the filter. One that is registered by code is not judged.
 */
final class AsyncFilters {
    private static final System.Logger LOG = System.getLogger(AsyncFilters.class.getName());
    private static final String DESCRIPTOR = "/WEB-INF/web.xml";

    private AsyncFilters() {}

    /** Warns of each of them. */
    static void warn(ServletContext context, Collection<String> paths) {
        Map<String, Boolean> declared = declared(context);
        for (FilterRegistration filter : context.getFilterRegistrations().values()) {
            if (isInFront(filter, paths) && !supportsAsync(filter, declared, context.getClassLoader())) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "jobcast cannot stream through the filter {0} ({1}), which is not async-supported: requests for"
                                + " streams get status 503. Add <async-supported>true</async-supported> to it in web.xml,"
                                + " or asyncSupported = true to its @WebFilter",
                        filter.getName(),
                        filter.getClassName());
            }
        }
    }

    static boolean isInFront(FilterRegistration filter, Collection<String> paths) {
        return Quirks.mappings(filter.getUrlPatternMappings()).stream()
                        .anyMatch(pattern -> paths.stream().anyMatch(path -> meets(pattern, path)))
                || Quirks.mappings(filter.getServletNameMappings()).contains(JobcastInitializer.SERVLET);
    }

    /** Whether the pattern of a filter takes in something below a path, such as {@code /jobcast}. */
    static boolean meets(String pattern, String path) {
        if (!pattern.endsWith("/*")) {
            return pattern.equals("/") || pattern.startsWith(path + "/");
        }
        String prefix = pattern.substring(0, pattern.length() - 2);
        return (path + "/").startsWith(prefix + "/") || prefix.startsWith(path + "/");
    }

    private static boolean supportsAsync(FilterRegistration filter, Map<String, Boolean> declared, ClassLoader loader) {
        Boolean inDescriptor = declared.get(filter.getName());
        if (inDescriptor != null) {
            return inDescriptor;
        }
        try {
            WebFilter annotation =
                    Class.forName(filter.getClassName(), false, loader).getAnnotation(WebFilter.class);
            return annotation == null || annotation.asyncSupported();
        } catch (ClassNotFoundException | LinkageError e) {
            LOG.log(System.Logger.Level.DEBUG, "a filter cannot be judged", e);
            return true;
        }
    }

    /** The filters of web.xml that have a class there, and whether they say that they support it. */
    private static Map<String, Boolean> declared(ServletContext context) {
        Map<String, Boolean> declared = new HashMap<>();
        try (InputStream in = context.getResourceAsStream(DESCRIPTOR)) {
            if (in != null) {
                Document descriptor = parse(in);
                for (Element filter : children(descriptor.getDocumentElement(), "filter")) {
                    String async = text(filter, "async-supported");
                    if (!async.isEmpty() || !text(filter, "filter-class").isEmpty()) {
                        declared.put(text(filter, "filter-name"), async.equals("true"));
                    }
                }
            }
        } catch (IOException | ParserConfigurationException | SAXException e) {
            LOG.log(System.Logger.Level.DEBUG, "web.xml cannot be read; filters in it are not judged", e);
        }
        return declared;
    }

    private static Document parse(InputStream in) throws IOException, ParserConfigurationException, SAXException {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
        return factory.newDocumentBuilder().parse(in);
    }

    private static List<Element> children(Element parent, String name) {
        NodeList nodes = parent.getChildNodes();
        return IntStream.range(0, nodes.getLength())
                .mapToObj(nodes::item)
                .filter(Element.class::isInstance)
                .map(Element.class::cast)
                .filter(element -> name.equals(element.getLocalName()))
                .toList();
    }

    private static String text(Element parent, String name) {
        return children(parent, name).stream()
                .findFirst()
                .map(element -> element.getTextContent().strip())
                .orElse("");
    }
}
