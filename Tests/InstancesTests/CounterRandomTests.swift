import Instances
import Testing

@Suite struct CounterRandomTests {
    /// Known answers of Philox4x32-10, published with its reference implementation (Random123).
    @Test(arguments: [
        (
            SIMD4<UInt32>(0, 0, 0, 0), SIMD2<UInt32>(0, 0),
            SIMD4<UInt32>(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)
        ),
        (
            SIMD4(repeating: UInt32.max), SIMD2(repeating: UInt32.max),
            SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd)
        ),
        (
            SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344),
            SIMD2(0xa409_3822, 0x299f_31d0),
            SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1)
        ),
    ])
    func knownAnswers(
        counter: SIMD4<UInt32>,
        key: SIMD2<UInt32>,
        expected: SIMD4<UInt32>
    ) {
        #expect(CounterRandom.block(counter: counter, key: key) == expected)
    }

    @Test func anyPartOfTheKeyChangesTheStream() {
        func start(
            seed: UInt64 = 1,
            document: UInt64 = 2,
            pass: Int = 3,
            purpose: CounterRandom.Purpose = .pairing
        ) -> [UInt64] {
            var random = CounterRandom(
                seed: seed,
                document: document,
                pass: pass,
                purpose: purpose
            )
            return (0..<4).map { _ in random.next() }
        }
        let streams = [
            start(), start(seed: 1 << 40), start(document: 1 << 40), start(pass: 4),
            start(purpose: .masking),
        ]
        #expect(start() == start())
        #expect(Set(streams.joined()).count == 20)
    }

    @Test(arguments: [1, 3, 10, 1000])
    func boundedNumbersAreUniform(bound: Int) {
        var random = CounterRandom(seed: 5, document: 6, pass: 0, purpose: .masking)
        let draws = 100 * bound
        var counts = [Int](repeating: 0, count: bound)
        for _ in 0..<draws { counts[random.number(below: bound)] += 1 }
        let chiSquare = counts.reduce(0.0) { $0 + Double(($1 - 100) * ($1 - 100)) / 100 }
        let freedom = Double(bound - 1)
        #expect(abs(chiSquare - freedom) <= 4 * (2 * freedom).squareRoot())
    }

    @Test func fractionsFillTheUnitInterval() {
        var random = CounterRandom(seed: 5, document: 6, pass: 0, purpose: .masking)
        let draws = (0..<10_000).map { _ in random.fraction() }
        #expect(draws.allSatisfy { (0..<1).contains($0) })
        #expect(abs(draws.reduce(0, +) / 10_000 - 0.5) < 0.012)
    }
}
