// The pages of the local web page: requests to HTML, without HTTP.

import Corpus
import Foundation
import Instances
import Mustache
package import Shards

/// One answer.
package struct WebPage: Sendable, Equatable {
    package var status = 200
    package var contentType = "text/html; charset=utf-8"
    package var body: String
}

/// Renders the pages of a set; an actor, since a query's connection is one thread's at a time.
package actor InspectorPages {
    /// How many instances a page shows.
    private static let pageSize = 20
    /// How many rows of a query are shown.
    private static let rowLimit = 1000
    /// How long a query may run.
    private static let timeLimit = Duration.seconds(1)

    private let shards: ShardSet
    private let summary: ShardSummary
    private let database: ShardDatabase
    private let library: MustacheLibrary
    private var lastReader: ShardReader?

    package init(_ shards: ShardSet, summary: ShardSummary) throws {
        self.shards = shards
        self.summary = summary
        database = try ShardDatabase(shards, timeLimit: Self.timeLimit)
        library = try MustacheLibrary(
            templates: Templates.all.mapValues { try MustacheTemplate(string: $0) }
        )
    }

    /// The page of a path and the fields of its query.
    package func page(_ path: String, _ fields: [String: String]) -> WebPage {
        do {
            switch path {
            case "/": return render("summary", summaryView())
            case "/style.css":
                return WebPage(contentType: "text/css; charset=utf-8", body: Templates.style)
            case "/instances":
                return render("instances", try instancesView(from: number(fields["from"]) ?? 0))
            case "/instance":
                guard let id = number(fields["id"]), let view = try instanceView(id) else {
                    return missing("There is no such instance.")
                }
                return render(
                    "instance",
                    InstancesView(title: "Instance \(id)", instances: [view])
                )
            case "/document":
                guard let id = number(fields["id"]), let view = try documentView(id) else {
                    return missing("There is no such document.")
                }
                return render("document", view)
            case "/sql": return render("sql", try queryView(fields["q"] ?? ""))
            default: return missing("There is no such page.")
            }
        } catch {
            return refusal(500, "\(error)")
        }
    }

    /// A page that says why there is none.
    package func refusal(_ status: Int, _ message: String) -> WebPage {
        var page = render(
            "error",
            ErrorView(title: "\(status)", status: "\(status)", message: message)
        )
        page.status = status
        return page
    }

    private func missing(_ message: String) -> WebPage {
        refusal(404, message)
    }

    private func render(_ template: String, _ view: some Sendable) -> WebPage {
        WebPage(body: library.render(view, withTemplate: template) ?? "")
    }

    private func number(_ text: String?) -> Int64? {
        text.flatMap { Int64($0.filter { !$0.isWhitespace }) }
    }

    private func summaryView() -> SummaryView {
        SummaryView(summary)
    }

    private func instancesView(from start: Int64) throws -> InstancesView {
        let total = shards.instanceCount
        let first = Int(max(0, min(start, Int64(total - 1))))
        let last = min(first + Self.pageSize, total)
        let instances = try (first..<last).compactMap { place in
            try shards.instanceID(at: place).flatMap { try instanceView($0) }
        }
        return InstancesView(
            title: "Instances",
            instances: instances,
            first: first + 1,
            last: last,
            total: total,
            previous: first > 0 ? "\(max(0, first - Self.pageSize))" : nil,
            next: last < total ? "\(last)" : nil
        )
    }

    private func instanceView(_ id: Int64) throws -> InstanceView? {
        guard let reader = try reader(holding: id) else { return nil }
        return try DecodedInstance(id, in: reader).map(InstanceView.init)
    }

    private func documentView(_ id: Int64) throws -> DocumentView? {
        guard let reader = try reader(holding: id), let document = try reader.document(id) else {
            return nil
        }
        var instances: [DocumentView.Link] = []
        let rows = try reader.connection.prepare(
            "SELECT id, pass, label, length FROM instance WHERE document = ?"
        )
        rows.bind(id, at: 1)
        while try rows.step() {
            let label = rows.isNull(2) ? nil : Int(rows.integer(2))
            instances.append(
                DocumentView.Link(
                    id: rows.integer(0),
                    about: about(pass: Int(rows.integer(1)), label: label)
                        + ", \(rows.integer(3)) tokens"
                )
            )
        }
        return DocumentView(document, instances: instances)
    }

    /// The shard that holds an id; the one of the request before is often the same.
    private func reader(holding id: Int64) throws -> ShardReader? {
        guard let member = shards.member(holding: id) else { return nil }
        if let lastReader, lastReader.number == member.number { return lastReader }
        let reader = try ShardReader(path: member.path)
        lastReader = reader
        return reader
    }

    private func queryView(_ query: String) throws -> QueryView {
        var view = QueryView(
            query: query,
            limit: "at most \(Self.rowLimit) rows and \(Self.timeLimit.components.seconds) s"
        )
        guard !query.allSatisfy(\.isWhitespace) else { return view }
        do {
            let rows = try database.query(query)
            var result = QueryView.Result(columns: rows.columns)
            while let row = try rows.next() {
                guard result.rows.count < Self.rowLimit else {
                    result.cut = true
                    break
                }
                result.append(row)
            }
            view.result = result
        } catch let error as ShardError {
            view.error = error.description
        }
        return view
    }
}
