// What the tool understands is documented, and nothing else is: keys in docs, verbs in README.
import Foundation
import Testing

@Suite struct DocumentationTests {
    /// A key that no section has, and that resembles none.
    private static let absurdKey = "zzzzzzzzzzzzzzzz"

    /// The sections whose value is a list of sections.
    private static let lists: Set = ["corpus.sources"]

    /// What a section must hold before its other keys are looked at.
    private static let required = [
        "corpus.sources": [(key: "path", value: "a"), (key: "format", value: "jsonl")],
        "corpus.sources.fields": [(key: "text", value: "[a]")],
    ]

    @Test func `every key of pipeline.yaml is documented, and no other`() throws {
        let folder = try TemporaryFolder()
        let documented = try firstCells(of: "docs/pipeline.md")
        let sections = Set(documented.flatMap(Self.sections))
        var known: Set<String> = []
        for section in sections {
            let keys = try knownKeys(of: section, in: folder)
            known.formUnion(keys.map { section.isEmpty ? $0 : "\(section).\($0)" })
        }
        #expect(known.subtracting(documented).subtracting(sections).sorted() == [], "undocumented")
        #expect(documented.subtracting(known).sorted() == [], "documented, but unknown")
    }

    @Test func `every verb of the tool is in the README's table, and no other`() throws {
        let folder = try TemporaryFolder()
        let help = try Tool.run(["--help"], in: folder.url).output
        let section = try #require(help.components(separatedBy: "SUBCOMMANDS:\n").dropFirst().first)
        let verbs = section.split(separator: "\n", omittingEmptySubsequences: false)
            .prefix { !$0.isEmpty }
            .compactMap { line in
                line.firstMatch(of: /^ {2}([a-z]+)/).map { String($0.1) }
            }
        #expect(verbs.contains("build"))
        let documented = try firstCells(of: "README.md")
            .filter { $0.hasPrefix("yuliao ") }.map { String($0.dropFirst("yuliao ".count)) }
        #expect(documented.sorted() == verbs.sorted())
    }

    /// The keys that the tool expects in a section, from its answer to one that it does not know.
    private func knownKeys(of section: String, in folder: TemporaryFolder) throws -> [String] {
        try folder.write(Self.pipeline(withAbsurdKeyIn: section), to: "pipeline.yaml")
        let errors = try Tool.run(["build", "--dry-run"], in: folder.url).errors
        try #require(errors.contains("unknown key '\(Self.absurdKey)'"), "\(section): \(errors)")
        let list = try #require(errors.components(separatedBy: "expected one of: ").last)
        return list.trimmingCharacters(in: .newlines).components(separatedBy: ", ")
    }

    /// The sections around a key, the whole file among them: a dotted name's beginnings.
    private static func sections(of key: String) -> [String] {
        let path = key.split(separator: ".")
        return path.indices.map { path[..<$0].joined(separator: ".") }
    }

    /// A pipeline file whose section `name` holds a key that does not exist.
    private static func pipeline(withAbsurdKeyIn name: String) -> String {
        var path = name.split(separator: ".").map(String.init)
        var text = entry(absurdKey, "1", in: name)
        while let key = path.popLast() {
            text = entry(key, text, in: path.joined(separator: "."))
        }
        return text + "\n"
    }

    /// A section with one key and those without which the section is not read.
    private static func entry(_ key: String, _ value: String, in section: String) -> String {
        let others = (required[section] ?? []).filter { $0.key != key }
        let entries = others.map { "\($0.key): \($0.value)" } + ["\(key): \(value)"]
        let text = "{ \(entries.joined(separator: ", ")) }"
        return lists.contains(section) ? "[\(text)]" : text
    }

    /// The code in the first cell of every table row of a page.
    private func firstCells(of page: String) throws -> Set<String> {
        let text = try String(
            contentsOf: Tool.project.appendingPathComponent(page),
            encoding: .utf8
        )
        return Set(text.matches(of: /(?m)^\| `([^`]+)`/).map { String($0.1) })
    }
}
