// Who may ask: this machine's user, from this page, with the token that the terminal showed.
//
// A local port is open to every page the browser shows. Against them: the host name must be the
// loopback's (DNS rebinding), the browser must say that the request comes from here (cross-site
// requests), and the token must be there (other users of the machine).

/// Decides whether a request is answered.
package struct RequestGuard: Sendable {
    /// What a request says of itself; header names do not appear, only their values.
    package struct Request: Sendable {
        package var method: String
        package var host: String?
        package var fetchSite: String?
        package var origin: String?
        package var cookie: String?
        /// The token in the address, where there is one.
        package var token: String?

        package init(
            method: String,
            host: String?,
            fetchSite: String? = nil,
            origin: String? = nil,
            cookie: String? = nil,
            token: String? = nil
        ) {
            self.method = method
            self.host = host
            self.fetchSite = fetchSite
            self.origin = origin
            self.cookie = cookie
            self.token = token
        }
    }

    /// What becomes of a request.
    package enum Verdict: Equatable {
        /// It is answered.
        case allowed
        /// It brought the token in the address: it gets the cookie and is sent on.
        case welcomed
        /// It is refused with an HTTP status and a reason.
        case refused(Int, String)
    }

    package let port: UInt16
    package let token: String

    static let cookieName = "yuliao"

    package init(port: UInt16, token: String) {
        self.port = port
        self.token = token
    }

    package func verdict(on request: Request) -> Verdict {
        guard request.method == "GET" else { return .refused(405, "only GET is answered") }
        let hosts = ["127.0.0.1:\(port)", "localhost:\(port)", "[::1]:\(port)"]
        guard let host = request.host, hosts.contains(host) else {
            return .refused(421, "not the host this server answers for")
        }
        if let token = request.token {
            return isToken(token) ? .welcomed : .refused(403, "not the token of this server")
        }
        if let site = request.fetchSite {
            guard site == "same-origin" || site == "none" else {
                return .refused(403, "asked for by another site")
            }
        } else if let origin = request.origin {
            guard origin == "http://\(host)" else {
                return .refused(403, "asked for by another site")
            }
        }
        let cookies = (request.cookie ?? "").split(separator: ";").map {
            $0.drop { $0 == " " }
        }
        guard
            cookies.contains(where: { cookie in
                let parts = cookie.split(separator: "=", maxSplits: 1)
                return parts.count == 2 && parts[0] == Self.cookieName && isToken(String(parts[1]))
            })
        else {
            return .refused(403, "no token: open the address that the terminal shows")
        }
        return .allowed
    }

    /// Compares in a time that does not tell how much of a guess is right.
    private func isToken(_ guess: String) -> Bool {
        let guess = Array(guess.utf8)
        let token = Array(token.utf8)
        guard guess.count == token.count else { return false }
        return zip(guess, token).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
