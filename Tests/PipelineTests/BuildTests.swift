// A build gives the same bytes for any number of jobs, processes and violent ends.
import Foundation
import Testing

@Suite struct BuildTests {
    @Test func `any number of jobs gives the same bytes`() throws {
        let project = try SmallProject(documents: 60)
        let one = try project.run("build", "--jobs", "1", "--output", "one")
        let two = try project.run("build", "--jobs", "2", "--output", "two")
        #expect(one.status == 0 && two.status == 0, "\(one.errors)\(two.errors)")
        let files = try project.files("one")
        #expect(files.count(where: { $0.key.hasSuffix(".sqlite") }) >= 4)
        #expect(try files == project.files("two"))
    }

    @Test func `a build killed twenty times ends with the same bytes`() throws {
        let project = try SmallProject(documents: 240, partitionBytes: 1500)
        let whole = try project.run("build", "--jobs", "2", "--output", "whole")
        #expect(whole.status == 0, "\(whole.errors)")

        let log = project.url.appendingPathComponent("log")
        for round in 0..<20 {
            let process = try Tool.start(["build", "--jobs", "2"], in: project.url, log: log)
            // The moment is counted in what happens to the folder, which does not depend on how
            // fast the machine is; a few microseconds more fall between two such changes.
            var seen = project.names()
            var changes = 0
            while process.isRunning, changes <= round % 5 {
                let names = project.names()
                if names != seen { changes += 1 }
                seen = names
            }
            usleep(UInt32(round * 150))
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            if process.terminationReason == .exit {
                // On a busy machine a kill may come too late; the next one finds a new build.
                #expect(process.terminationStatus == 0)
                try FileManager.default.removeItem(at: project.url.appendingPathComponent("shards"))
            }
        }

        let rest = try project.run("build", "--jobs", "2")
        #expect(rest.status == 0, "\(rest.errors)")
        #expect(try project.files() == project.files("whole"))
        let verification = try project.run("verify", "shards")
        #expect(verification.status == 0, "\(verification.output)\(verification.errors)")
        #expect(verification.output.contains("240 pages"))
    }

    @Test func `two processes share a build`() throws {
        let project = try SmallProject(documents: 60)
        let alone = try project.run("build", "--output", "alone")
        #expect(alone.status == 0, "\(alone.errors)")
        let logs = ["log-0", "log-1"].map { project.url.appendingPathComponent($0) }
        let processes = try logs.enumerated().map { index, log in
            try Tool.start(["build", "--partition", "\(index)/2"], in: project.url, log: log)
        }
        for (process, log) in zip(processes, logs) {
            process.waitUntilExit()
            let errors = try String(contentsOf: log, encoding: .utf8)
            #expect(process.terminationStatus == 0, "\(errors)")
        }
        #expect(try project.files() == project.files("alone"))
    }

    @Test func `a part alone is no complete set`() throws {
        let project = try SmallProject(documents: 60)
        let part = try project.run("build", "--partition", "1/2")
        #expect(part.status == 0, "\(part.errors)")
        #expect(!project.names().contains("00000.sqlite"))
        #expect(project.names().contains("00001.sqlite"))
        let verification = try project.run("verify", "shards")
        #expect(verification.status == 12)
        #expect(verification.output.contains("the set is not complete"))
    }

    @Test func `a complete set is left alone`() throws {
        let project = try SmallProject(documents: 20)
        let first = try project.run("build")
        #expect(first.status == 0, "\(first.errors)")
        let built = try project.files()
        let second = try project.run("build")
        #expect(second.status == 0, "\(second.errors)")
        #expect(try project.files() == built)
    }

    @Test func `another configuration is refused and changes nothing`() throws {
        let project = try SmallProject(documents: 20)
        let first = try project.run("build")
        #expect(first.status == 0, "\(first.errors)")
        let built = try project.files()
        let other = try project.run("build", "--seed", "7")
        #expect(other.status == 78)
        #expect(other.errors.contains("expected the same configuration"), "\(other.errors)")
        #expect(try project.files() == built)
    }
}
