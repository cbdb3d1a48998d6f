// The profile `fixed` does what its article says, line by line of its tables, and no more than that.

import Foundation
import Segmentation
import Testing

/// A row of the tables in FixedProfile.md.
struct DocumentedDifference: CustomTestStringConvertible, Sendable {
    let text: String
    var mode = Segmenter.Mode.accurate
    var hmm = true
    var userWords: [String] = []
    var forcedWords: [String] = []
    let jieba: [String]
    let fixed: [String]

    var testDescription: String { text }

    /// Nil for a line that is no row.
    init?(_ line: Substring) {
        let cells = line.split(separator: "|", omittingEmptySubsequences: false)
        guard cells.count == 6, cells[1].hasPrefix(" `") else { return nil }
        text = Self.words(cells[1]).joined()
        for given in cells[2].split(separator: ",") {
            switch given.split(separator: " ").first {
            case "full": mode = .full
            case "search": mode = .search
            case "no-hmm": hmm = false
            case "user": userWords += Self.words(given)
            case "forced": forcedWords += Self.words(given)
            default: break
            }
        }
        jieba = Self.words(cells[3])
        fixed = Self.words(cells[4])
    }

    /// The code spans of a cell, and an empty word for each "∅".
    private static func words(_ cell: Substring) -> [String] {
        cell.split(separator: "`", omittingEmptySubsequences: false).enumerated().flatMap {
            index,
            part in
            index % 2 == 1
                ? [String(part)] : part.filter { $0 == "∅" }.map { _ in "" }
        }
    }

    static let all: [DocumentedDifference] = {
        let article = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Sources/Segmentation/Segmentation.docc/FixedProfile.md")
        guard let text = FileManager.default.contents(atPath: article.path(percentEncoded: false))
        else { return [] }
        return String(decoding: text, as: UTF8.self).split(separator: "\n").compactMap(Self.init)
    }()
}

@Suite(.enabled(if: JiebaData.isPresent, "dicts/jieba is missing: run `make setup`"))
struct FixedProfileTests {
    @Test(arguments: DocumentedDifference.all)
    func doesWhatTheArticleSays(_ row: DocumentedDifference) throws {
        let (plain, model) = try JiebaData.loaded.get()
        let dictionary = row.userWords.isEmpty ? plain : try Self.extended.get()
        let jieba = Segmenter(dictionary: dictionary, model: row.hmm ? model : nil)
        #expect(bytes(jieba.words(in: row.text, mode: row.mode)) == bytes(row.jieba))
        let fixed =
            row.userWords.isEmpty && row.forcedWords.isEmpty
            ? try JiebaData.fixedSegmenter(hmm: row.hmm)
            : try Segmenter(
                dictionary: dictionary,
                model: row.hmm ? model : nil,
                forcedWords: ForcedWords(row.forcedWords)
            )
        #expect(bytes(fixed.words(in: row.text, mode: row.mode)) == bytes(row.fixed))
    }

    /// jieba's dictionary and the user words of all rows.
    private static let extended = Result {
        var dictionary = try JiebaData.loaded.get().dictionary
        for word in Set(DocumentedDifference.all.flatMap(\.userWords)).sorted() {
            try dictionary.add(word)
        }
        return dictionary
    }

    @Test func articleIsThere() {
        #expect(DocumentedDifference.all.count > 40)
    }

    @Test func plainTextIsCutAsJiebaCutsIt() throws {
        let texts = [
            "小明硕士毕业于中国科学院计算所，后在日本京都大学深造", "他来到了网易杭研大厦", "AA制和T恤abc去abcT恤",
            "工信处女干事每月经过下属科室都要亲口交代24口交换机等技术性器件的安装工作", "a++和C++和c#，foo_bar",
            "仫佬族在《红楼梦》里？\r\n没有 。。", "カタカナとがか゛😀👨‍👩‍👧", "1+1=2，3-2=1，a-b_c&d", "COVID-19和5G",
            "2020年1月1日3时", "第3、4章", "1,2,3", "12,3456", "1.a", ".5", "x1.5", "3:2", "16:9", "a:b@c",
            "1-2-3-4", "2020-01", "2020-01-01-05", "v2", "ftp:/a", "www。", "@b.cn", "a@b", "a@1",
        ]
        for hmm in [true, false] {
            let (jieba, fixed) = try (
                JiebaData.segmenter(hmm: hmm), JiebaData.fixedSegmenter(hmm: hmm)
            )
            for text in texts {
                for mode in [Segmenter.Mode.accurate, .search] {
                    #expect(fixed.words(in: text, mode: mode) == jieba.words(in: text, mode: mode))
                }
                #expect(
                    fixed.words(in: text, mode: .full)
                        == jieba.words(in: text, mode: .full).filter { !$0.isEmpty }
                )
            }
        }
    }

    /// What is one token in every mode, with and without the model.
    @Test(arguments: [
        "1,000", "1,000,000.50", "0.5", "100%", "99.9%", "5‰", "１，０００".replacing("，", with: ","),
        "１００％",
        "2020-1-1", "2020/12/31", "31/12/2020", "12-31-2020", "２０２０－０１－０１", "2020-01-01T00:00:00Z",
        "0:00", "23:59:59", "23:59:59.999", "9：30", "1.2.3", "v1.2", "V10.0.1-rc1", "1.2.3.4",
        "255.255.255.0",
        "http://a", "HTTPS://A.COM/", "ftp://1.2.3.4/x_y~z/?q=%E4%B8%AD#f", "file:///etc/hosts",
        "git+ssh://git@host/repo.git", "www.a.cn", "http://a/(b)", "http://[::1]:80/x",
        "a@b.cn", "123456@qq.com", "first.last+tag@sub.example-site.org",
    ])
    func isOneToken(text: String) throws {
        for hmm in [true, false] {
            let segmenter = try JiebaData.fixedSegmenter(hmm: hmm)
            for mode in Segmenter.Mode.allCases {
                #expect(bytes(segmenter.words(in: text, mode: mode)) == bytes([text]))
                let inside = segmenter.words(in: "在" + text + "。" + text + " 的", mode: mode)
                #expect(bytes(inside) == bytes(["在", text, "。", text, " ", "的"]))
            }
        }
    }

    @Test(arguments: [
        ("见http://a.com。", ["见", "http://a.com", "。"]),
        ("http://a.com/a,b, c", ["http://a.com/a,b", ",", " ", "c"]),
        ("(http://a.com/b)", ["(", "http://a.com/b", ")"]),
        ("[x](http://a.com/(b))", ["[", "x", "]", "(", "http://a.com/(b)", ")"]),
        ("http://a.com？", ["http://a.com", "？"]),
        ("http://a.com!!!", ["http://a.com", "!", "!", "!"]),
        ("<http://a.com>", ["<", "http://a.com", ">"]),
        ("a@b.cn.", ["a@b.cn", "."]),
        ("a@b.cn1", ["a", "@", "b", ".", "cn1"]),
        ("1,000,00", ["1,000", ",", "00"]),
        ("3.14.", ["3.14", "."]),
        ("2.5GHz", ["2.5", "GHz"]),
        ("x=-5,y=+3", ["x", "=", "-5", ",", "y", "=", "+3"]),
        ("5-3", ["5", "-", "3"]),
        ("5月1日-5日", ["5", "月", "1", "日", "-", "5", "日"]),
        ("-5日", ["-5", "日"]),
        ("10:30-11:30", ["10:30", "-", "11:30"]),
        ("1.2.3rc1", ["1.2.3", "rc1"]),
        ("1.2.3.4-x", ["1.2.3.4", "-", "x"]),
        ("1.2.3-rc.1.", ["1.2.3-rc.1", "."]),
    ])
    func endsWhereTheGrammarSays(text: String, words: [String]) throws {
        #expect(
            bytes(try JiebaData.fixedSegmenter().words(in: text, mode: .accurate)) == bytes(words)
        )
    }

    /// Full-width letters, digits and marks are cut where their ASCII forms are.
    @Test func widthDoesNotMatter() throws {
        let segmenter = try JiebaData.fixedSegmenter()
        for text in ["AA制和T恤abc去abcT恤", "a++和C++和c#", "50%-60%", "在5G时代v1.2.3", "1.5倍2020-01-01"] {
            let wide = String(
                String.UnicodeScalarView(
                    text.unicodeScalars.map { scalar in
                        scalar.isASCII ? Unicode.Scalar(scalar.value + 0xFEE0) ?? scalar : scalar
                    }
                )
            )
            for mode in Segmenter.Mode.allCases {
                #expect(
                    segmenter.words(in: wide, mode: mode).map(\.unicodeScalars.count)
                        == segmenter.words(in: text, mode: mode).map(\.unicodeScalars.count)
                )
            }
        }
    }

    /// A Han character behaves alike in whatever block Unicode has it.
    @Test func everyHanBlockIsHan() throws {
        let segmenter = try JiebaData.fixedSegmenter()
        var dictionary = try JiebaData.loaded.get().dictionary
        let points: [UInt32] = [
            0x3005, 0x3400, 0x4DBF, 0x9FD6, 0x9FFF, 0xF900, 0xFA6D, 0xFAD9, 0x20000, 0x2A6DF,
            0x2A700,
            0x2B740, 0x2B820, 0x2CEB0, 0x2EBF0, 0x2F800, 0x2FA1D, 0x30000, 0x31350, 0x323B0,
            0x33479,
        ]
        let characters = points.compactMap(Unicode.Scalar.init).map(String.init)
        for character in characters {
            func lengths(_ character: String) -> [Int] {
                let text = "李\(character)和在\(character)市，\(character)\(character)的，\(character)"
                return segmenter.words(in: text, mode: .accurate).map(\.unicodeScalars.count)
            }
            #expect(lengths(character) == lengths("\u{9FD5}"))
            try dictionary.add("中\(character)国", frequency: 1000)
        }
        // The word graph weighs such a word as it does any other.
        let fixed = try Segmenter(dictionary: dictionary, model: nil, forcedWords: ForcedWords())
        for character in characters {
            #expect(
                bytes(fixed.words(in: "在中\(character)国人", mode: .accurate))
                    == bytes(["在", "中\(character)国", "人"])
            )
        }
    }
}

/// Bytes, because String's == takes canonically equivalent texts for equal.
func bytes(_ words: [some StringProtocol]) -> [[UInt8]] {
    words.map { Array($0.utf8) }
}
