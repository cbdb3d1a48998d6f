// The local web page: the pages over HTTP, for this machine alone.

import FlyingFox
import FlyingSocks
import Foundation
public import Shards

/// Serves a set of shards as a web page on 127.0.0.1.
public struct InspectorServer: Sendable {
    /// The address to open, with the token that admits who knows it.
    public var address: String { "http://127.0.0.1:\(port)/?token=\(token)" }

    private let port: UInt16
    private let token: String
    private let pages: InspectorPages

    /// Creates a server of a set, whose summary it shows.
    ///
    /// - Parameters:
    ///   - shards: The set.
    ///   - summary: The set's summary.
    ///   - port: The port to listen on.
    ///   - token: What admits a browser: unguessable, letters and digits.
    /// - Throws: `ShardError` where the first shard cannot be opened.
    public init(_ shards: ShardSet, summary: ShardSummary, port: UInt16, token: String) throws {
        self.port = port
        self.token = token
        pages = try InspectorPages(shards, summary: summary)
    }

    /// Answers requests until the task is cancelled.
    ///
    /// - Throws: `ShardError` where the port is taken.
    public func run() async throws {
        let requestGuard = RequestGuard(port: port, token: token)
        let server = HTTPServer(
            address: try sockaddr_in.inet(ip4: "127.0.0.1", port: port),
            timeout: 10,
            logger: .disabled
        )
        await server.appendRoute("*") { [pages] request in
            await answer(request, guard: requestGuard, pages: pages)
        }
        do {
            try await server.run()
        } catch is CancellationError {
            return
        } catch {
            throw ShardError(
                .inputOutput,
                "cannot listen: \(error) (expected a free port)",
                location: "127.0.0.1:\(port)"
            )
        }
    }
}

/// The headers of every answer: nothing is loaded from elsewhere, kept, or shown inside another
/// page.
private let headers: [HTTPHeader: String] = [
    HTTPHeader("Content-Security-Policy"):
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
        + "frame-ancestors 'none'",
    HTTPHeader("X-Content-Type-Options"): "nosniff",
    HTTPHeader("Referrer-Policy"): "no-referrer",
    HTTPHeader("Cross-Origin-Resource-Policy"): "same-origin",
    HTTPHeader("Cache-Control"): "no-store",
]

/// Judges a request and renders its page.
private func answer(
    _ request: HTTPRequest,
    guard requestGuard: RequestGuard,
    pages: InspectorPages
) async -> HTTPResponse {
    let fields = fields(of: request.target.query())
    let verdict = requestGuard.verdict(
        on: RequestGuard.Request(
            method: request.method.rawValue,
            host: request.headers[.host],
            fetchSite: request.headers[HTTPHeader("Sec-Fetch-Site")],
            origin: request.headers[HTTPHeader("Origin")],
            cookie: request.headers[.cookie],
            token: fields["token"]
        )
    )
    var response = HTTPResponse(statusCode: .ok, headers: HTTPHeaders(headers))
    switch verdict {
    case .welcomed:
        response.statusCode = .seeOther
        // One slash: two would name another host.
        let rest = request.target.query().split(separator: "&").filter {
            !$0.hasPrefix("token=")
        }
        response.headers[.location] =
            "/" + request.path.drop { $0 == "/" }
            + (rest.isEmpty ? "" : "?" + rest.joined(separator: "&"))
        response.headers[.setCookie] =
            "\(RequestGuard.cookieName)=\(requestGuard.token); HttpOnly; SameSite=Strict; Path=/"
        return response
    case .refused(let status, let reason):
        await fill(&response, with: pages.refusal(status, reason))
    case .allowed:
        await fill(&response, with: pages.page(request.path, fields))
    }
    return response
}

private func fill(_ response: inout HTTPResponse, with page: WebPage) {
    var filled = HTTPResponse(
        statusCode: HTTPStatusCode(page.status, phrase: page.status == 200 ? "OK" : "Refused"),
        headers: response.headers,
        body: Data(page.body.utf8)
    )
    filled.headers[.contentType] = page.contentType
    response = filled
}

/// The fields of a form's query, in which a plus stands for a space.
private func fields(of query: String) -> [String: String] {
    var fields: [String: String] = [:]
    for field in query.split(separator: "&") {
        let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let decoded = parts.map {
            $0.replacing("+", with: " ").removingPercentEncoding ?? ""
        }
        fields[decoded[0]] = decoded.count == 2 ? decoded[1] : ""
    }
    return fields
}
