// The command line: one verb a file in Commands/.
import ArgumentParser

@main
struct Yuliao: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "yuliao",
        abstract: "Raw Chinese dumps to masked training shards, and the encoders trained on them.",
        version: "0.1.0",
        subcommands: [])

    static func main() {
    }
}
