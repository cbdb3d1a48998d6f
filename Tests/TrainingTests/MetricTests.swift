import Foundation
import GRDB
import Testing
import Training

@Suite struct MetricTests {
    /// The golden file is tensorboard's own (Fixtures/make_events.py).
    @Test func eventsAreTensorBoards() throws {
        let golden = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Fixtures/events.golden")
        let written = try withTemporaryDirectory { directory in
            let time = Date(timeIntervalSince1970: 1_790_000_000.5)
            let writer = try TensorBoardWriter(directory: directory, firstStep: 300, time: time)
            try writer.write(
                step: 300,
                [("train/loss", 9.25), ("train/rate", 0.00176)],
                time: time
            )
            let name = "events.out.tfevents.1790000000.300.yuliao"
            return try Data(contentsOf: URL(fileURLWithPath: directory + "/" + name))
        }
        #expect(try written == Data(contentsOf: golden))
    }

    @Test func aContinuedRunReplacesTheStepsItRepeats() throws {
        let rows = try withTemporaryDirectory { directory in
            let path = directory + "/metrics.sqlite"
            var store = try MetricStore(path: path, firstStep: 0)
            for step in 0..<4 { try store.write(step: step, [("loss", Double(step))]) }
            store = try MetricStore(path: path, firstStep: 2)
            try store.write(step: 2, [("loss", 7), ("rate", 0.5)])
            return try DatabaseQueue(path: path).read { database in
                try Row.fetchAll(database, sql: "SELECT * FROM metric ORDER BY step, name").map {
                    "\($0["step"] as Int) \($0["name"] as String) \($0["value"] as Double)"
                }
            }
        }
        #expect(rows == ["0 loss 0.0", "1 loss 1.0", "2 loss 7.0", "2 rate 0.5"])
    }
}
