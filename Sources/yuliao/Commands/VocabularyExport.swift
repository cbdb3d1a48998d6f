// `yuliao vocabulary export`: a vocabulary in the files that Hugging Face's libraries read.
import ArgumentParser
import Foundation
import Tokenization

struct VocabularyExport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write the files by which Hugging Face's libraries know a tokenizer.",
        discussion: """
            The folder holds tokenizer.json, tokenizer_config.json and vocab.txt; what reads them \
            tokenizes as --profile hf-fast does. Example:
              yuliao vocabulary export --vocabulary vocab.txt build/tokenizer
            """
    )

    @OptionGroup var vocabulary: VocabularyOption

    @Option(help: "The most positions the model takes.")
    var maximumLength = 512

    @Argument(help: "The folder to write; it must not exist.")
    var folder: String

    func validate() throws {
        guard maximumLength >= 1 else {
            throw ValidationError("--maximum-length: expected 1 or more")
        }
    }

    func run() throws {
        let manager = FileManager.default
        guard !manager.fileExists(atPath: folder) else {
            throw Failure(.usage, "\(folder): is there already")
        }
        let files = HuggingFaceFiles.contents(
            vocabulary: try vocabulary.read(),
            maximumLength: maximumLength
        )
        // The name appears when all files are there.
        let target = URL(fileURLWithPath: folder)
        let partial = target.appendingPathExtension("partial")
        do {
            if manager.fileExists(atPath: partial.path) { try manager.removeItem(at: partial) }
            try manager.createDirectory(at: partial, withIntermediateDirectories: true)
            for (name, text) in files {
                try Data(text.utf8).write(to: partial.appendingPathComponent(name))
            }
            try manager.moveItem(at: partial, to: target)
        } catch {
            throw Failure(.inputOutput, "\(folder): cannot be written")
        }
        try Terminal.line(folder)
    }
}
