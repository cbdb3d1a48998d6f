// A wrong pipeline file is refused with its place, what was expected and status 78.
import Foundation
import Testing

@Suite struct ConfigurationTests {
    @Test(arguments: [
        (
            "seed: 1\nsegmentaton: { hmm: true }\n", "pipeline.yaml:2:1",
            "did you mean 'segmentation'?"
        ),
        (
            "instances:\n  masking: { unit: word, probabilty: 0.2 }\n", "pipeline.yaml:2:26",
            "'probability'"
        ),
        (
            "instances: { objective: sopp }\n", "pipeline.yaml:1:25",
            "expected one of: sop, nsp, none"
        ),
        ("instances: { passes: many }\n", "pipeline.yaml:1:22", "expected a whole number"),
        ("segmentation: [1, 2]\n", "pipeline.yaml:1:15", "expected a section"),
        ("shards: { output: a, partitionBytes: 0 }\n", "pipeline.yaml", "partitionBytes"),
        ("seed: [\n", "pipeline.yaml", "expected"),
    ])
    func `a wrong key or value is named with its place`(
        text: String,
        place: String,
        expectation: String
    ) throws {
        let folder = try TemporaryFolder()
        try folder.write(text, to: "pipeline.yaml")
        let run = try Tool.run(["build", "--dry-run"], in: folder.url)
        #expect(run.status == 78)
        #expect(run.output.isEmpty)
        #expect(run.errors.contains(place), "\(run.errors)")
        #expect(run.errors.contains(expectation), "\(run.errors)")
        #expect(run.errors.split(separator: "\n").count == 1, "one message: \(run.errors)")
    }

    @Test func `the default pipeline file is accepted as it stands`() throws {
        let run = try Tool.run(["build", "--dry-run"], in: Tool.project)
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("corpora/sample/zhwiki.xml.bz2"))
    }
}
