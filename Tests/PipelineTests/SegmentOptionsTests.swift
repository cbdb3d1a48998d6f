// The options of `segment` beyond jieba's defaults: the profile, forced words, encodings, offsets.
import Foundation
import Testing

@Suite struct SegmentOptionsTests {
    private static let segment = ["segment", "--no-hmm", "--dictionary", "dict.txt"]

    private func folder() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write(
            "我 3000 r\n来到 500 v\n北京 2000 ns\n清华 800 nz\n清华大学 900 nt\n大学 1500 n\n",
            to: "dict.txt"
        )
        return folder
    }

    @Test func `the profile fixed keeps numbers whole, and forced words win`() throws {
        let folder = try folder()
        try folder.write("\u{FEFF}京清\n\nNew York\n", to: "forced.txt")
        try folder.write("《大学》\n", to: "user.txt")
        let text = "我2020-01-01来到北京清华大学\n《大学》 New York 3.14%\n"
        let fixed = Self.segment + ["--profile", "fixed", "--delimiter", "/"]
        let plain = try Tool.run(fixed, in: folder.url, input: text)
        #expect(
            plain.output
                == "我/2020-01-01/来到/北京/清华大学\n《/大学/》/ /New/ /York/ /3.14%\n"
        )
        let run = try Tool.run(
            fixed + ["--forced-words", "forced.txt", "--user-dictionary", "user.txt"],
            in: folder.url,
            input: text
        )
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output == "我/2020-01-01/来到/北/京清/华/大学\n《大学》/ /New York/ /3.14%\n")
    }

    @Test func `offsets count bytes or code points`() throws {
        let folder = try folder()
        let json = Self.segment + ["--json", "--offsets"]
        let text = "我𠮷来到é北京\n\n"
        let bytes = try Tool.run(json, in: folder.url, input: text)
        #expect(
            bytes.output
                == "[[\"我\",0,3],[\"𠮷\",3,7],[\"来到\",7,13],[\"é\",13,15],[\"北京\",15,21]]\n[]\n"
        )
        let characters = try Tool.run(
            json + ["--offset-unit", "characters", "--mode", "search"],
            in: folder.url,
            input: "我𠮷来到清华大学\n"
        )
        #expect(
            characters.output
                == "[[\"我\",0,1],[\"𠮷\",1,2],[\"来到\",2,4],[\"清华\",4,6],[\"大学\",6,8],"
                + "[\"清华大学\",4,8]]\n"
        )
    }

    @Test func `GBK is decoded, and what is none is counted`() throws {
        let folder = try folder()
        // 我来到北京, a line with three bytes that are no GBK, and half a character at the end.
        let gbk: [UInt8] =
            [0xCE, 0xD2, 0xC0, 0xB4, 0xB5, 0xBD, 0xB1, 0xB1, 0xBE, 0xA9, 0x0A]
            + [0xFF, 0xB4, 0xF3, 0xD1, 0xA7, 0x80, 0x0A, 0xCE]
        try Data(gbk).write(to: folder.url.appendingPathComponent("gbk.txt"))
        let run = try Tool.run(
            Self.segment + ["--encoding", "gbk", "gbk.txt"],
            in: folder.url
        )
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output == "我 来到 北京\n大学\n\n")
        #expect(run.errors.contains("3 bytes"), "\(run.errors)")
    }

    @Test(arguments: [
        ["segment", "--forced-words", "dict.txt"],
        ["segment", "--pos", "--profile", "fixed"],
        ["segment", "--json", "--offset-unit", "characters"],
        ["segment", "--encoding", "big5"],
        ["segment", "--profile", "jieba-rs"],
    ])
    func `a usage error ends with 64`(arguments: [String]) throws {
        let folder = try folder()
        let run = try Tool.run(arguments, in: folder.url, input: "我\n")
        #expect(run.status == 64)
        #expect(run.output.isEmpty)
    }

    @Test func `a pipeline file names forced words only with the profile fixed`() throws {
        let folder = try folder()
        try folder.write("segmentation: { forcedWords: [forced.txt] }\n", to: "pipeline.yaml")
        let run = try Tool.run(["build", "--dry-run"], in: folder.url)
        #expect(run.status == 78)
        #expect(run.errors.contains("segmentation.profile"), "\(run.errors)")
    }
}
