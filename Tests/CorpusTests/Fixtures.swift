import Corpus
import Foundation

/// A directory of files that a test writes, removed with it.
final class Scratch {
    let directory: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent(
            "corpus-\(UUID().uuidString)"
        )
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        directory = url.path
    }

    deinit {
        do {
            try FileManager.default.removeItem(atPath: directory)
        } catch {
            print("\(directory) stays: \(error)")
        }
    }

    /// Writes a file and returns its name.
    @discardableResult
    func write(_ bytes: some Sequence<UInt8>, to name: String) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: directory + "/" + name))
        return name
    }

    /// Reads every page of the files that `path` stands for.
    func pages(
        _ path: String,
        _ format: SourceConfiguration.Format,
        layout: RecordLayout.Name? = nil,
        fields: RecordLayout? = nil
    ) throws -> [Page] {
        let source = SourceConfiguration(
            path: path,
            format: format,
            layout: layout,
            fields: fields
        )
        var reader = try CorpusReader(sources: [source], relativeTo: directory)
        var pages: [Page] = []
        while let page = try reader.next() { pages.append(page) }
        return pages
    }
}

/// The path of a committed fixture.
func fixture(_ name: String) -> String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Fixtures/" + name).path
}

/// An export with the given pages between its root tags.
func export(_ pages: String) -> String {
    """
    <mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" xml:lang="zh">
      <siteinfo><base>https://zh.example.org/wiki/Main</base></siteinfo>
    \(pages)
    </mediawiki>
    """
}

/// The XML of an article.
func article(_ text: String, title: String = "甲", id: Int = 1) -> String {
    let escaped = text.replacingOccurrences(of: "&", with: "&amp;")
        .replacingOccurrences(of: "<", with: "&lt;")
    return """
          <page><title>\(title)</title><ns>0</ns><id>\(id)</id>
            <revision><id>\(id + 100)</id><timestamp>2026-01-01T00:00:00Z</timestamp>
              <contributor><username>u</username><id>7</id></contributor>
              <model>wikitext</model><text xml:space="preserve">\(escaped)</text>
            </revision></page>
        """
}

/// A page as the reader finds it in an export.
func wikiPage(_ wikitext: String) throws -> Page {
    let scratch = try Scratch()
    try scratch.write(export(article(wikitext)).utf8, to: "a.xml")
    let pages = try scratch.pages("a.xml", .mediawiki)
    guard let page = pages.first else { throw CorpusError(.xml, "no page was read") }
    return page
}

/// The sentences of a document as strings.
func sentences(of document: Document) -> [String] {
    let bytes = Array(document.text.utf8)
    return document.sentences.map { String(decoding: bytes[$0], as: UTF8.self) }
}
