// The local page answers its user and no one else.

import Inspector
import Testing

@Suite struct RequestGuardTests {
    typealias Request = RequestGuard.Request

    let requestGuard = RequestGuard(port: 8080, token: "secret")

    @Test(arguments: [
        Request(method: "GET", host: "127.0.0.1:8080", cookie: "yuliao=secret"),
        Request(method: "GET", host: "localhost:8080", cookie: "a=b; yuliao=secret"),
        Request(method: "GET", host: "[::1]:8080", fetchSite: "none", cookie: "yuliao=secret"),
        Request(
            method: "GET",
            host: "127.0.0.1:8080",
            fetchSite: "same-origin",
            cookie: "yuliao=secret"
        ),
        Request(
            method: "GET",
            host: "127.0.0.1:8080",
            origin: "http://127.0.0.1:8080",
            cookie: "yuliao=secret"
        ),
    ])
    func theUserIsAnswered(_ request: Request) {
        #expect(requestGuard.verdict(on: request) == .allowed)
    }

    @Test func theTokenIsWelcomed() {
        let request = Request(method: "GET", host: "127.0.0.1:8080", token: "secret")
        #expect(requestGuard.verdict(on: request) == .welcomed)
    }

    @Test(arguments: [
        (405, Request(method: "POST", host: "127.0.0.1:8080", cookie: "yuliao=secret")),
        (421, Request(method: "GET", host: "evil.example:8080", cookie: "yuliao=secret")),
        (421, Request(method: "GET", host: "127.0.0.1:80", cookie: "yuliao=secret")),
        (421, Request(method: "GET", host: nil, cookie: "yuliao=secret")),
        (403, Request(method: "GET", host: "127.0.0.1:8080")),
        (403, Request(method: "GET", host: "127.0.0.1:8080", cookie: "yuliao=secreT")),
        (403, Request(method: "GET", host: "127.0.0.1:8080", cookie: "other=secret")),
        (403, Request(method: "GET", host: "127.0.0.1:8080", token: "guess")),
        (
            403,
            Request(
                method: "GET",
                host: "127.0.0.1:8080",
                fetchSite: "cross-site",
                cookie: "yuliao=secret"
            )
        ),
        (
            403,
            Request(
                method: "GET",
                host: "127.0.0.1:8080",
                fetchSite: "same-site",
                cookie: "yuliao=secret"
            )
        ),
        (
            403,
            Request(
                method: "GET",
                host: "127.0.0.1:8080",
                origin: "http://evil.example",
                cookie: "yuliao=secret"
            )
        ),
    ])
    func othersAreRefused(_ status: Int, _ request: Request) {
        guard case .refused(let actual, _) = requestGuard.verdict(on: request) else {
            Issue.record("not refused")
            return
        }
        #expect(actual == status)
    }
}
