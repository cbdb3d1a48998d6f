// The local web page: the pages over HTTP, for this machine alone.

import FlyingSocks
import Foundation
public import Shards

/// Serves a set of shards as a web page on 127.0.0.1.
public struct InspectorServer: Sendable {
    /// The address to open, with the token that admits who knows it.
    public var address: String { "http://127.0.0.1:\(port)/?token=\(token)" }

    /// How long a browser may take over a request and its answer.
    private static let timeLimit = Duration.seconds(10)
    /// How long the head of a request may be, in bytes.
    private static let headLimit = 1 << 16

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
    /// A browser that closes a connection early raises SIGPIPE, which the caller must ignore.
    ///
    /// - Throws: `ShardError` where the port is taken.
    public func run() async throws {
        do {
            let pool = SocketPool.ePoll()
            try await pool.prepare()
            let listener = try AsyncSocket(socket: listeningSocket(), pool: pool)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await pool.run() }
                group.addTask {
                    try await withThrowingDiscardingTaskGroup { connections in
                        for try await client in listener.sockets {
                            connections.addTask { await serve(client) }
                        }
                    }
                }
                try await group.next()
            }
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

    private func listeningSocket() throws -> Socket {
        let socket = try Socket(domain: AF_INET)
        try socket.setValue(true, for: .localAddressReuse)
        try socket.bind(to: sockaddr_in.inet(ip4: "127.0.0.1", port: port))
        try socket.listen()
        return socket
    }

    /// Answers the one request of a connection, and closes it.
    private func serve(_ client: AsyncSocket) async {
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    let response = await answer(try await head(from: client))
                    try await client.write(Data(response.bytes))
                }
                group.addTask { try await Task.sleep(for: Self.timeLimit) }
                try await group.next()
                group.cancelAll()
            }
            try client.close()
        } catch {
            // The browser has gone; so has the connection.
        }
    }

    /// What the browser sends up to the empty line, or as far as is allowed.
    private func head(from client: AsyncSocket) async throws -> HTTPRequest? {
        var bytes: [UInt8] = []
        let end = Array("\r\n\r\n".utf8)
        while bytes.count < Self.headLimit {
            let start = max(0, bytes.count - (end.count - 1))
            bytes += try await client.read(atMost: 4096)
            if let found = bytes[start...].firstRange(of: end) {
                return HTTPRequest(head: bytes[..<found.lowerBound])
            }
        }
        return nil
    }

    /// Judges a request and renders its page.
    private func answer(_ request: HTTPRequest?) async -> HTTPResponse {
        guard let request else {
            return await response(pages.refusal(400, "not a request of HTTP"))
        }
        let fields = fields(of: request.query)
        let requestGuard = RequestGuard(port: port, token: token)
        let verdict = requestGuard.verdict(
            on: RequestGuard.Request(
                method: request.method,
                host: request.header("host"),
                fetchSite: request.header("sec-fetch-site"),
                origin: request.header("origin"),
                cookie: request.header("cookie"),
                token: fields["token"]
            )
        )
        switch verdict {
        case .welcomed:
            // One slash: two would name another host.
            let rest = request.query.split(separator: "&").filter { !$0.hasPrefix("token=") }
            let place =
                "/" + request.path.drop { $0 == "/" }
                + (rest.isEmpty ? "" : "?" + rest.joined(separator: "&"))
            let cookie = "\(RequestGuard.cookieName)=\(token); HttpOnly; SameSite=Strict; Path=/"
            return HTTPResponse(
                status: 303,
                headers: headers + [("Location", place), ("Set-Cookie", cookie)]
            )
        case .refused(let status, let reason):
            return await response(pages.refusal(status, reason))
        case .allowed:
            return await response(pages.page(request.path, fields))
        }
    }
}

/// The headers of every answer: nothing is loaded from elsewhere, kept, or shown inside another
/// page.
private let headers = [
    (
        name: "Content-Security-Policy",
        value: "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
            + "frame-ancestors 'none'"
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cache-Control", "no-store"),
]

private func response(_ page: WebPage) -> HTTPResponse {
    HTTPResponse(
        status: page.status,
        headers: headers + [("Content-Type", page.contentType)],
        body: page.body
    )
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
