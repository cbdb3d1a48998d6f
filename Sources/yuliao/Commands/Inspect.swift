// `yuliao inspect`: what is in a set of shards.
import ArgumentParser
import Foundation
import Inspector
import Shards

struct Inspect: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Summarise a set of shards and show some instances as text.",
        discussion: """
            Examples:
              yuliao inspect build/shards
              yuliao inspect build/shards --samples 0
              yuliao inspect build/shards --instance 17
            """)

    @Argument(help: "The folder of the shards, or shard files.")
    var shards: [String]

    @Option(help: "How many instances to show, spread evenly over the set.")
    var samples = 3

    @Option(help: "Show this instance and nothing else.")
    var instance: Int64?

    func run() throws {
        let set = try ShardSet(paths: shards)
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
}
