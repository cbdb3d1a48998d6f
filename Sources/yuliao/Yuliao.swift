// The command line: one verb a file in Commands/.
import ArgumentParser
import Glibc

/// Each verb names itself: a name made from its type's would have the runtime look through all
/// types that the tool has, at every start, for each verb.
@main
struct Yuliao: ParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "yuliao",
        abstract: "Raw Chinese dumps to masked training shards, and the encoders trained on them.",
        discussion: """
            `yuliao run` does the whole chain of pipeline.yaml. Data goes to standard output; \
            progress and messages go to standard error. Exit status: 0 done, 1 failed, 12 damaged \
            shards, 64 usage, 65 bad input, 70 our bug, 74 input/output or disk full, 78 bad \
            configuration, 130 and 143 interrupted with resumable state.
            """,
        version: version,
        subcommands: [
            Run.self, Extract.self, Segment.self, Keywords.self, Tokenize.self,
            VocabularyCommand.self, DictionaryCommand.self, Build.self, Verify.self,
            Inspect.self, SQL.self, Train.self, Evaluate.self, Export.self,
        ]
    )

    static func main() {
        Interruption.watch()
        do {
            var command = try parseAsRoot()
            try command.run()
            exit(0)
        } catch {
            guard let status = ExitStatus(of: error) else { exit(withError: error) }
            Terminal.error("yuliao: \(Terminal.printable("\(error)"))\n")
            exit(status.rawValue)
        }
    }

    /// Ends the process without the exit handlers of libraries.
    ///
    /// They would take from worker threads what these still use. Nothing is buffered that could
    /// be lost.
    private static func exit(_ status: Int32) -> Never {
        _exit(status)
    }
}
