// `yuliao dictionary import`: jieba's dictionaries and models in our text formats.
import ArgumentParser
import Foundation

struct DictionaryImport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Import the dictionaries and models of an installed jieba 0.42.1.",
        discussion: """
            jieba keeps its models as Python sources, so Python reads them. Example:
              pip install --target jieba --no-deps jieba==0.42.1
              yuliao dictionary import jieba --output dicts/jieba
            """
    )

    @Argument(help: "The folder that jieba was installed or unpacked into.")
    var source: String

    @Option(help: "The folder to write dict.txt, idf.txt, hmm.txt and posseg.txt into.")
    var output: String

    func run() throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "python3", try ProjectFiles.path("dicts/import-jieba.py"), source, output,
        ]
        let messages = Pipe()
        process.standardOutput = FileHandle.nullDevice
        process.standardError = messages
        try process.run()
        let message = messages.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(
                .badInput,
                String(decoding: message, as: UTF8.self)
                    .trimmingCharacters(in: .whitespacesAndNewlines)
            )
        }
        try Terminal.line(output)
    }
}
