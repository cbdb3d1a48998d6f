// `yuliao inspect`: what is in a set of shards.
import ArgumentParser
import Foundation
import Inspector
import Shards
import Synchronization

struct Inspect: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Summarise a set of shards and show some instances as text.",
        discussion: """
            Examples:
              yuliao inspect build/shards
              yuliao inspect build/shards --samples 0
              yuliao inspect build/shards --instance 17
              yuliao inspect build/shards --serve
            """
    )

    @Argument(help: "The folder of the shards, or shard files.")
    var shards: [String]

    @Option(help: "How many instances to show, spread evenly over the set.")
    var samples = 3

    @Option(help: "Show this instance and nothing else.")
    var instance: Int64?

    @Flag(help: "Show the set as a web page, to this machine alone, until interrupted.")
    var serve = false

    @Option(help: "The port of the web page.")
    var port: UInt16 = 8427

    func run() throws {
        let set = try ShardSet(paths: shards)
        if serve { return try serve(set) }
        if let instance {
            guard let decoded = try DecodedInstance(instance, in: set) else {
                throw Failure(.badInput, "there is no instance \(instance)")
            }
            return try Terminal.line(decoded.report(inColour: Terminal.outputTakesColour))
        }
        try Terminal.line(ShardSummary(of: set).report)
        for id in set.sampleIDs(samples) {
            guard let decoded = try DecodedInstance(id, in: set) else { continue }
            try Terminal.line("\n" + decoded.report(inColour: Terminal.outputTakesColour))
        }
    }

    private func serve(_ set: ShardSet) throws {
        let token = UUID().uuidString.replacingOccurrences(of: "-", with: "")
        let server = try InspectorServer(
            set,
            summary: ShardSummary(of: set),
            port: port,
            token: token
        )
        let failure = Mutex<(any Error)?>(nil)
        let task = Task {
            do { try await server.run() } catch { failure.withLock { $0 = error } }
        }
        try Terminal.line(server.address)
        // A browser that closes a connection early is no reason to end.
        signal(SIGPIPE, SIG_IGN)
        // Libraries run on their own threads; this one waits for a signal or a failure.
        while !Interruption.isRequested, failure.withLock({ $0 == nil }) { usleep(100_000) }
        let error = failure.withLock { $0 }
        task.cancel()
        if let error { throw error }
    }
}
