// `yuliao dictionary train`: a dictionary and a model from text that is already cut.
import ArgumentParser
import Foundation
import Segmentation

struct DictionaryTrain: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Count segmented text into a dictionary and its hidden Markov model.",
        discussion: """
            One sentence a line, white space between words, as in the SIGHAN bakeoffs. Example:
              yuliao dictionary train --output dicts/own pku_training.utf8
              yuliao segment --dictionary dicts/own/dict.txt news.txt
            """
    )

    @Argument(help: "Segmented files; '-' is standard input.")
    var files: [String]

    @Option(help: "How often a word must occur to be in the dictionary.")
    var minimumFrequency = 1

    @Option(help: "The folder for dict.txt and hmm.txt; they must not exist.")
    var output: String

    func validate() throws {
        guard minimumFrequency >= 1 else {
            throw ValidationError("--minimum-frequency: expected 1 or more")
        }
    }

    func run() throws {
        let paths = ["dict.txt", "hmm.txt"].map { output + "/" + $0 }
        for path in paths where FileManager.default.fileExists(atPath: path) {
            throw Failure(.usage, "\(path): is there already")
        }
        var trainer = DictionaryTrainer()
        for file in files { try count(file, in: &trainer) }
        let contents = [
            try trainer.dictionary(minimumFrequency: minimumFrequency), try trainer.model(),
        ]
        try FileManager.default.createDirectory(
            atPath: output,
            withIntermediateDirectories: true
        )
        for (path, content) in zip(paths, contents) { try publish(content, as: path) }
        try Terminal.line(
            "\(counted(trainer.sentences, "sentence")), \(counted(trainer.words, "word")), "
                + "\(trainer.distinctWords) distinct: \(paths.joined(separator: ", "))"
        )
    }

    private func count(_ file: String, in trainer: inout DictionaryTrainer) throws {
        let input = try LineChunks(path: file)
        let progress = Progress("train", total: input.totalBytes, unit: .bytes)
        defer { progress.close() }
        var line = 1
        var done: Int64 = 0
        while let chunk = try input.next() {
            try Interruption.check("\(file): interrupted; nothing was written")
            try chunk.withUnsafeBufferPointer { try trainer.add($0, path: file, line: &line) }
            done += Int64(chunk.count)
            progress.update(done)
        }
    }

    /// Writes a file that is there whole or not at all, also after a loss of power.
    private func publish(_ content: [UInt8], as path: String) throws {
        let partial = path + ".partial"
        guard FileManager.default.createFile(atPath: partial, contents: nil) else {
            throw Failure(.inputOutput, "\(partial): cannot be written")
        }
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: partial))
        try file.write(contentsOf: content)
        try file.synchronize()
        try file.close()
        guard rename(partial, path) == 0 else {
            throw Failure(.inputOutput, "\(path): \(String(cString: strerror(errno)))")
        }
    }
}
