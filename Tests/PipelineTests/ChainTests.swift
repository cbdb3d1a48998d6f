// The whole chain on a handful of documents: each verb reads what the one before it wrote.
import Foundation
import Testing
import Torch

@Suite(.enabled(if: LibTorch.isAvailable, "libtorch is missing: make build"))
struct ChainTests {
    private func project(steps: Int) throws -> SmallProject {
        try SmallProject(
            documents: 40,
            extra: """
                model:
                  preset: nezha-tiny
                  overrides: { hiddenSize: 16, layers: 1, heads: 2, intermediateSize: 32 }
                training:
                  output: run
                  steps: \(steps)
                  batchSize: 2
                  threads: 1
                  evaluation: { every: 2, fraction: 0.2, batches: 1 }
                  checkpoint: { every: 2 }
                """
        )
    }

    @Test func `documents become an exported model`() throws {
        let project = try project(steps: 4)
        let extraction = try project.run("extract", "-c", "pipeline.yaml")
        #expect(extraction.status == 0, "\(extraction.errors)")
        #expect(extraction.output.split(separator: "\n").count == 40)

        for arguments in [["build"], ["verify", "shards"]] {
            let run = try Tool.run(arguments, in: project.url)
            #expect(run.status == 0, "\(run.errors)")
        }
        let summary = try project.run("inspect", "shards", "--samples", "1")
        #expect(summary.status == 0, "\(summary.errors)")
        #expect(summary.output.contains("[MASK]"), "\(summary.output)")

        let training = try project.run("train")
        #expect(training.status == 0, "\(training.errors)")
        #expect(training.errors.contains("step 4: held-out loss"), "\(training.errors)")
        let evaluation = try project.run("evaluate", "run", "shards")
        #expect(evaluation.status == 0, "\(evaluation.errors)")
        #expect(evaluation.output.hasPrefix("held-out loss "), "\(evaluation.output)")
        let export = try project.run("export", "run", "--to", "huggingface", "hf")
        #expect(export.status == 0, "\(export.errors)")
        #expect(project.names("hf").isSuperset(of: ["config.json", "model.safetensors"]))
        let vocabulary = try Data(contentsOf: project.url.appendingPathComponent("vocab.txt"))
        #expect(try project.files("hf")["vocab.txt"] == vocabulary)
    }

    @Test func `one query reads all shards, in three formats`() throws {
        let project = try project(steps: 2)
        let build = try project.run("build")
        #expect(build.status == 0, "\(build.errors)")
        let query = "SELECT count(*) AS documents, 'a,b' AS text FROM document"
        let expected = [
            "--table": "documents  text\n─────────  ────\n40         a,b\n",
            "--json": "{\"documents\":40,\"text\":\"a,b\"}\n",
            "--csv": "documents,text\n40,\"a,b\"\n",
        ]
        for (format, output) in expected {
            let run = try project.run("sql", format, "shards", query)
            #expect(run.status == 0, "\(run.errors)")
            #expect(run.output == output)
        }
        let writing = try project.run("sql", "shards", "DELETE FROM document")
        #expect(writing.status == 65)
        #expect(writing.errors.contains("document may not be modified"), "\(writing.errors)")
    }

    @Test func `a checkpoint of another model is not resumed`() throws {
        let project = try project(steps: 2)
        for verb in ["build", "train"] {
            let run = try project.run(verb)
            #expect(run.status == 0, "\(run.errors)")
        }
        let again = try project.run("train")
        #expect(again.status == 78)
        #expect(again.errors.contains("holds a run already"), "\(again.errors)")

        let file = project.url.appendingPathComponent("pipeline.yaml")
        let text = try String(contentsOf: file, encoding: .utf8)
        try project.folder.write(
            text.replacingOccurrences(of: "hiddenSize: 16", with: "hiddenSize: 32"),
            to: "pipeline.yaml"
        )
        let before = project.names("run")
        let other = try project.run("train", "--resume")
        #expect(other.status == 65)
        #expect(other.errors.contains("it holds another model"), "\(other.errors)")
        #expect(other.errors.split(separator: "\n").count == 1, "\(other.errors)")
        #expect(project.names("run") == before)
    }

    @Test func `a terminated run goes on to the end`() throws {
        let project = try project(steps: 60)
        let build = try project.run("build")
        #expect(build.status == 0, "\(build.errors)")
        let log = project.url.appendingPathComponent("log")
        let process = try Tool.start(["train"], in: project.url, log: log)
        while process.isRunning, !project.names("run").contains("step-000002") { usleep(1000) }
        process.terminate()
        process.waitUntilExit()
        let errors = try String(contentsOf: log, encoding: .utf8)
        #expect(process.terminationStatus == 143, "\(errors)")
        #expect(errors.contains("'yuliao train --resume' goes on"), "\(errors)")
        let newest = try #require(
            project.names("run").filter { $0.hasPrefix("step-") }.max()
        )
        #expect(errors.contains("run/\(newest)"), "\(errors)")
        #expect(newest != "step-000060")

        let rest = try project.run("train", "--resume")
        #expect(rest.status == 0, "\(rest.errors)")
        #expect(project.names("run").contains("step-000060"))
        #expect(project.names("run").allSatisfy { !$0.hasSuffix(".partial") })
    }
}
