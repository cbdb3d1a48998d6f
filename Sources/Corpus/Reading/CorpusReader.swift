// All sources of a corpus, one page after another.

import Foundation

/// Pulls the raw pages of all sources in order, in bounded memory.
public struct CorpusReader {
    /// How far a reader has come, in bytes of the (compressed) files.
    public struct Progress: Sendable, Equatable {
        /// The bytes used so far.
        public var read: Int64
        /// The size of all files together.
        public var total: Int64
    }

    /// One file of a source.
    private struct Input {
        var name: String
        var path: String
        var size: Int64
        var source: SourceConfiguration
    }

    private let inputs: [Input]
    private var index = 0
    private var current: (any PageReader)?
    private var finished: Int64 = 0
    private let total: Int64

    /// Finds every file that `sources` name.
    ///
    /// - Parameters:
    ///   - sources: The sources in order; a pattern's files are read sorted by name.
    ///   - directory: What relative paths are relative to; the working directory where nil.
    /// - Throws: `CorpusError` if a source names no file, or JSON without a layout.
    public init(sources: [SourceConfiguration], relativeTo directory: String? = nil) throws {
        inputs = try sources.flatMap { source in
            try Self.names(of: source, in: directory).map { name in
                let path = Self.path(name, in: directory)
                var status = stat()
                guard stat(path, &status) == 0 else {
                    throw CorpusError(
                        .missingFile,
                        String(cString: strerror(errno)),
                        at: .init(path: name)
                    )
                }
                return Input(
                    name: name,
                    path: path,
                    size: Int64(status.st_size),
                    source: source
                )
            }
        }
        total = inputs.reduce(0) { $0 + $1.size }
    }

    /// The files to read, in order, as the configuration names them.
    public var files: [String] {
        inputs.map(\.name)
    }

    /// How far the reader has come.
    public var progress: Progress {
        Progress(read: finished + (current?.source.consumed ?? 0), total: total)
    }

    /// Reads the next page.
    ///
    /// - Returns: The page, or nil after the last one.
    /// - Throws: `CorpusError` if a file is damaged or malformed.
    public mutating func next() throws -> Page? {
        while true {
            if let page = try current?.next() { return page }
            if current != nil {
                finished += inputs[index].size
                index += 1
                current = nil
            }
            guard index < inputs.count else { return nil }
            current = try Self.open(inputs[index])
        }
    }

    /// Passes over pages that an earlier run has already dealt with.
    ///
    /// - Parameter count: The number of pages.
    /// - Returns: The number passed over, less than `count` only at the end of the corpus.
    /// - Throws: `CorpusError` if a file is damaged or malformed.
    @discardableResult
    public mutating func skip(_ count: Int) throws -> Int {
        for skipped in 0..<count where try next() == nil { return skipped }
        return count
    }

    private static func open(_ input: Input) throws -> any PageReader {
        let source = try ByteSource(path: input.path)
        switch input.source.format {
        case .mediawiki:
            return try MediaWikiReader(source: source, name: input.name)
        case .text:
            return TextReader(source: source, name: input.name)
        case .jsonl:
            return JSONLinesReader(
                source: source,
                name: input.name,
                layout: try layout(of: input.source)
            )
        }
    }

    private static func layout(of source: SourceConfiguration) throws -> RecordLayout {
        switch (source.layout, source.fields) {
        case (let name?, nil): return .named(name)
        case (nil, let fields?): return fields
        case (nil, nil): return .named(.text)
        case (.some, .some):
            throw CorpusError(
                .configuration,
                "the source has both `layout` and `fields` (expected one of them)",
                at: .init(path: source.path)
            )
        }
    }

    private static func path(_ name: String, in directory: String?) -> String {
        guard let directory, !name.hasPrefix("/") else { return name }
        return directory + "/" + name
    }

    /// The files a path or pattern stands for.
    private static func names(
        of source: SourceConfiguration,
        in directory: String?
    ) throws -> [String] {
        _ = try layout(of: source)
        let pattern = path(source.path, in: directory)
        if FileManager.default.fileExists(atPath: pattern) { return [source.path] }
        var matches = glob_t()
        defer { globfree(&matches) }
        guard glob(pattern, 0, nil, &matches) == 0 else {
            throw CorpusError(
                .missingFile,
                "no such file (expected one file at least)",
                at: .init(path: source.path)
            )
        }
        let prefix = pattern.utf8.count - source.path.utf8.count
        return (0..<Int(matches.gl_pathc)).compactMap { index in
            matches.gl_pathv[index].map { String(cString: $0) }
        }
        .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        .map { String(decoding: $0.utf8.dropFirst(prefix), as: UTF8.self) }
    }
}
