// Finds the dictionaries that the tool reads by default.
import Foundation

/// Files of the project: looked for under the working directory, then above the executable.
enum ProjectFiles {
    /// What `make setup` imports from jieba.
    static let jieba = "dicts/jieba"
    /// The default dictionary.
    static let dictionary = jieba + "/dict.txt"
    /// The project's own vocabulary.
    static let vocabulary = "dicts/vocab.txt"

    /// The path of a project file.
    static func path(_ relative: String) throws -> String {
        let manager = FileManager.default
        if manager.fileExists(atPath: relative) { return relative }
        var folder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        while folder.path != "/" {
            folder.deleteLastPathComponent()
            let candidate = folder.appendingPathComponent(relative).path
            if manager.fileExists(atPath: candidate) { return candidate }
        }
        throw Failure(
            .badInput,
            "\(relative) is missing; run 'make setup', or name another file by option"
        )
    }
}
