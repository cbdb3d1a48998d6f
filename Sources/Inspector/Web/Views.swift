// What each template shows: plain values, named as the templates name them.

import Corpus
import Foundation
import Instances
import Shards

/// A name and a value in a list of facts.
struct Fact: Sendable {
    var name: String
    var value: String
}

/// The summary page.
struct SummaryView: Sendable {
    struct WordLength: Sendable {
        var pieces, words, masked: Int
        var share: String
        var width: Int
    }

    struct LengthClass: Sendable {
        var range: String
        var count, width: Int
    }

    struct Source: Sendable {
        var name: String
        var documents, instances, tokens: Int
        var unknown: String
    }

    /// The longest bar, in pixels.
    private static let barWidth = 300.0

    var title = "Summary"
    var facts: [Fact]
    var wordLengths: [WordLength]
    var lengths: [LengthClass]
    var sources: [Source]
    var drops: [Drop]

    init(_ summary: ShardSummary) {
        let selected = summary.maskTokens + summary.randomTokens + summary.keptTokens
        facts = [
            Fact(name: "shards", value: "\(summary.shards)"),
            Fact(
                name: "documents",
                value: "\(summary.documents), \(summary.characters) characters"
            ),
            Fact(name: "instances", value: "\(summary.instances), \(summary.tokens) tokens"),
            Fact(
                name: "labels",
                value: "\(summary.inOrder) in order, \(summary.swapped) swapped "
                    + "(\(percent(summary.swappedShare))), \(summary.unlabelled) without"
            ),
            Fact(name: "masked", value: "\(percent(summary.maskedShare)) of the tokens"),
            Fact(
                name: "replaced by",
                value: "[MASK] \(percent(share(summary.maskTokens, of: selected))), random "
                    + "\(percent(share(summary.randomTokens, of: selected))), kept "
                    + "\(percent(share(summary.keptTokens, of: selected)))"
            ),
        ]
        let highestShare = summary.wordLengths.map(\.maskedShare).max() ?? 0
        wordLengths = summary.wordLengths.filter { $0.words > 0 }.map { length in
            WordLength(
                pieces: length.pieces,
                words: length.words,
                masked: length.masked,
                share: percent(length.maskedShare),
                width: highestShare > 0
                    ? Int(Self.barWidth * length.maskedShare / highestShare) : 0
            )
        }
        let highestCount = summary.lengths.max() ?? 0
        lengths = summary.lengths.enumerated().filter { $0.element > 0 }.map { place, count in
            let first = place * ShardSummary.lengthClass + 1
            return LengthClass(
                range: "\(first)–\(first + ShardSummary.lengthClass - 1)",
                count: count,
                width: Int(Self.barWidth * share(count, of: highestCount))
            )
        }
        sources = summary.sources.prefix(50).map {
            Source(
                name: $0.name,
                documents: $0.documents,
                instances: $0.instances,
                tokens: $0.tokens,
                unknown: percent($0.unknownShare)
            )
        }
        drops = summary.drops
    }
}

/// One instance, as a line of words and as a table.
struct InstanceView: Sendable {
    struct Token: Sendable {
        var piece: String
        /// What stands above a masked piece; nil for the others.
        var read: String?
        var state: String
    }

    struct Word: Sendable {
        var tokens: [Token]
        var segment, masked, special: Bool
    }

    struct Row: Sendable {
        var position, segment: Int
        var piece, input, state: String
    }

    var id, document: Int64
    var about: String
    var name, url: String?
    var place: String
    var words: [Word]
    var rows: [Row]
    var input, original: String

    init(_ instance: DecodedInstance) {
        id = instance.id
        document = instance.document
        about = Inspector.about(pass: instance.pass, label: instance.label)
        name = instance.origin.title
        url = instance.origin.url
        place = Inspector.place(of: instance.origin)
        input = instance.input
        original = instance.original
        words = instance.words.map { word in
            Word(
                tokens: word.tokens.map { token in
                    Token(
                        piece: token.original,
                        read: token.state == .plain || token.state == .special
                            ? nil : token.state == .keep ? "=" : token.input,
                        state: "\(token.state)"
                    )
                },
                segment: word.segment == 1,
                masked: word.isMasked,
                special: word.tokens[0].state == .special
            )
        }
        rows = instance.words.flatMap { word in
            word.tokens.map {
                Row(
                    position: 0,
                    segment: word.segment,
                    piece: $0.original,
                    input: $0.input,
                    state: "\($0.state)"
                )
            }
        }
        for position in rows.indices { rows[position].position = position }
    }
}

/// One or more instances with links to their neighbours.
struct InstancesView: Sendable {
    var title: String
    var instances: [InstanceView]
    var first = 1
    var last = 1
    var total = 1
    var previous, next: String?
}

/// One document.
struct DocumentView: Sendable {
    struct Part: Sendable {
        var text: String
        var sentence: Bool
    }

    struct Link: Sendable {
        var id: Int64
        var about: String
    }

    var title, name: String
    var id: Int64
    var facts: [Fact]
    var parts: [Part]
    var instances: [Link]

    init(_ stored: StoredDocument, instances: [Link]) {
        let origin = stored.value.origin
        id = stored.id
        title = "Document \(stored.id)"
        name = origin.title ?? ""
        self.instances = instances
        facts = [Fact(name: "source", value: Inspector.place(of: origin))]
        if let url = origin.url { facts.append(Fact(name: "address", value: url)) }
        facts.append(Fact(name: "sentences", value: "\(stored.value.sentences.count)"))
        let text = Array(stored.value.text.utf8)
        parts = []
        var end = 0
        for sentence in stored.value.sentences {
            if sentence.lowerBound > end {
                let between = String(decoding: text[end..<sentence.lowerBound], as: UTF8.self)
                parts.append(Part(text: between, sentence: false))
            }
            parts.append(
                Part(text: String(decoding: text[sentence], as: UTF8.self), sentence: true)
            )
            end = sentence.upperBound
        }
        parts.append(Part(text: String(decoding: text[end...], as: UTF8.self), sentence: false))
    }
}

/// The query page.
struct QueryView: Sendable {
    struct Cell: Sendable {
        var value: String
        var text: Bool
        var link: String?
    }

    struct Row: Sendable {
        var cells: [Cell]
    }

    struct Result: Sendable {
        var columns: [String]
        var rows: [Row] = []
        var count = 0
        var cut = false

        init(columns: [String]) {
            self.columns = columns
        }

        /// Adds a row; ids lead to their pages.
        mutating func append(_ values: [SQLValue]) {
            count += 1
            rows.append(
                Row(
                    cells: zip(columns, values).map { column, value in
                        switch value {
                        case .null: Cell(value: "NULL", text: false)
                        case .integer(let integer):
                            Cell(
                                value: "\(integer)",
                                text: false,
                                link: column == "instance" || column == "document"
                                    ? "/\(column)?id=\(integer)" : nil
                            )
                        case .real(let real): Cell(value: "\(real)", text: false)
                        case .text(let text): Cell(value: text, text: true)
                        case .blob(let bytes): Cell(value: "\(bytes.count) bytes", text: true)
                        }
                    }
                )
            )
        }
    }

    struct Example: Sendable {
        var sql: String
        var encoded: String
    }

    var title = "SQL"
    var query: String
    var limit: String
    var error: String?
    var result: Result?
    let examples = [
        "SELECT instance, input, original FROM instance_text LIMIT 20",
        "SELECT state, count(*) AS tokens FROM instance_token WHERE instance < 1000 GROUP BY state",
        "SELECT id AS document, title, characters FROM document ORDER BY characters DESC LIMIT 20",
        "SELECT stage, reason, sum(count) AS count FROM \"drop\" GROUP BY stage, reason",
    ].map { sql in
        Example(
            sql: sql,
            encoded: sql.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        )
    }
}

/// A page that says why there is none.
struct ErrorView: Sendable {
    var title, status, message: String
}
