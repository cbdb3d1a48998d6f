import Corpus
import Testing

@Suite struct SentenceSplitterTests {
    private func split(_ line: String) -> [String] {
        let bytes = Array(line.utf8)
        var ranges: [Range<Int>] = []
        bytes.withUnsafeBufferPointer {
            SentenceSplitter().sentences(in: $0, line: 0..<bytes.count, into: &ranges)
        }
        return ranges.map { String(decoding: bytes[$0], as: UTF8.self) }
    }

    /// Each line is given with `|` where it must be cut.
    @Test(arguments: [
        "今天下雨。|你去吗？|不去！|好；|走吧……|再见",
        "什么？！|真的吗？？？|是的！！",
        "他想了想……，没说话。|然后……|走了。",
        // Closing quotes and brackets belong to the sentence.
        "他说：“今天下雨。”|天黑了。",
        "（见上文。）|接着说。",
        "他说（大声地！）你好。|我也是。",
        "「走吧。」|『好！』|他们走了。",
        "《你好！世界》是一本书。|它很好。",
        // Who spoke belongs to what was said.
        "“走吧！”他喊道。|没人动。",
        "“你好吗？”老师笑着问：“作业呢？”|没人回答。",
        // Numbers, addresses, abbreviations.
        "圆周率是3.14159。|见http://a.org/?q=1!x&b=2.html。|完",
        "版本1.2.3发布了! |大家很高兴? |是的。",
        "乔治.布什和Yahoo!奇摩都来了。",
        "Mr. Smith came. |He left. |The U.S. Army e.g. this etc. and more.",
        "他来了. |我走了.",
        "\"真的?\"|他不信!|是的.",
        // A bracket that never closes does not swallow the text for ever.
        "（"
            + String(repeating: "很长的一句话没有完，", count: 21)
            + "到这里。|下一句。",
    ])
    func `cuts`(marked: String) {
        let expected = marked.split(separator: "|").map {
            var part = $0
            while part.last == " " { part.removeLast() }
            while part.first == " " { part.removeFirst() }
            return String(part)
        }
        #expect(split(marked.replacing("|", with: "")) == expected)
    }

    @Test func `what holds no word is no sentence`() {
        #expect(split("……！  “”") == [])
        #expect(split("  甲。  ") == ["甲。"])
        #expect(split("") == [])
    }

    @Test func `sentences cover every word of a line once`() {
        let line = "“一。二”（三！四）五？六；七……八. Nine! 十"
        let bytes = Array(line.utf8)
        var ranges: [Range<Int>] = []
        bytes.withUnsafeBufferPointer {
            SentenceSplitter().sentences(in: $0, line: 0..<bytes.count, into: &ranges)
        }
        #expect(zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound <= $1.lowerBound })
        let covered = ranges.map { String(decoding: bytes[$0], as: UTF8.self) }.joined()
        #expect(covered.filter { $0 != " " } == line.filter { $0 != " " })
    }
}
