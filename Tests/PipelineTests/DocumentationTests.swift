// What the tool understands is documented, and nothing else is: keys in docs, verbs in README.
import Foundation
import Testing

@Suite struct DocumentationTests {
    /// A key that no section has, and that resembles none.
    private static let absurdKey = "zzzzzzzzzzzzzzzz"

    /// What an entry must hold before its other keys are looked at.
    private static let required = [
        "corpus.sources": [(key: "path", value: "a"), (key: "format", value: "jsonl")],
        "corpus.sources.fields": [(key: "text", value: "[a]")],
    ]

    /// What the tool says of a section where a single value belongs.
    private static let leafMessages = [
        "expected text", "expected true or false", "expected a number", "expected a whole number",
        "expected one of",
    ]

    @Test func `every key of pipeline.yaml is documented, and no other`() throws {
        let folder = try TemporaryFolder()
        let known = try keys(below: "", in: folder)
        #expect(known.count > 50, "\(known.sorted())")
        let documented = try firstCells(of: "docs/pipeline.md")
        #expect(known.subtracting(documented).sorted() == [], "missing in docs/pipeline.md")
        #expect(documented.subtracting(known).sorted() == [], "in docs/pipeline.md, but unknown")
    }

    @Test func `every verb of the tool is in the README's table, and no other`() throws {
        let help = try Tool.run(["--help"], in: Tool.project).output
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

    /// The keys of a section and of the sections in it, as dotted names, from the tool's own words.
    private func keys(below section: String, in folder: TemporaryFolder) throws -> Set<String> {
        var found: Set<String> = []
        for key in try #require(try knownKeys(of: section, in: folder)) {
            let name = section.isEmpty ? key : "\(section).\(key)"
            found.insert(name)
            if try knownKeys(of: name, in: folder) != nil {
                found.remove(name)
                found.formUnion(try keys(below: name, in: folder))
            }
        }
        return found
    }

    /// The keys that the tool expects in a section, or nil where the name is that of a value.
    private func knownKeys(of name: String, in folder: TemporaryFolder) throws -> [String]? {
        for isList in [false, true] {
            try folder.write(Self.pipeline(withAbsurdKeyIn: name, isList: isList), to: "p.yaml")
            let arguments = ["build", "--dry-run", "--configuration", "p.yaml"]
            let errors = try Tool.run(arguments, in: folder.url).errors
            if errors.contains("unknown key '\(Self.absurdKey)'") {
                let list = try #require(errors.components(separatedBy: "expected one of: ").last)
                return list.trimmingCharacters(in: .newlines).components(separatedBy: ", ")
            }
            if Self.leafMessages.contains(where: errors.contains) { return nil }
            #expect(errors.contains("expected a list") && !isList, "\(name): \(errors)")
        }
        return nil
    }

    /// A pipeline file whose section `name`, a dotted name, holds a key that does not exist.
    private static func pipeline(withAbsurdKeyIn name: String, isList: Bool) -> String {
        var path = name.split(separator: ".").map(String.init)
        var text = entry(absurdKey, "1", in: name)
        if isList { text = "[\(text)]" }
        while let key = path.popLast() {
            let parent = path.joined(separator: ".")
            text = entry(key, text, in: parent)
            if parent == "corpus.sources" { text = "[\(text)]" }
        }
        return text + "\n"
    }

    /// A section with one key and those without which the section is not read.
    private static func entry(_ key: String, _ value: String, in section: String) -> String {
        let others = (required[section] ?? []).filter { $0.key != key }
        let entries = others.map { "\($0.key): \($0.value)" } + ["\(key): \(value)"]
        return "{ \(entries.joined(separator: ", ")) }"
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
