import Testing
import Training

@Suite struct ScheduleTests {
    /// ALBERT's own run: rate 1.76e-3, 125,000 steps, 3,125 of warm-up, linear decay; the expected
    /// values follow optimization.py of google-research/albert, worked out by hand.
    @Test(
        arguments: [
            (0, 0), (1, 5.632e-7), (3124, 1.7594368e-3), (3125, 1.716e-3), (62_500, 8.8e-4),
            (124_999, 1.408e-8), (125_000, 0), (130_000, 0),
        ] as [(Int, Double)]
    )
    func googlesTable(step: Int, expected: Double) {
        var configuration = Schedule.Configuration()
        configuration.warmupSteps = 3125
        let schedule = Schedule(configuration, baseRate: 1.76e-3, steps: 125_000)
        #expect(abs(schedule.rate(at: step) - expected) < 1e-15)
    }

    @Test func theWarmupIsATenthWhereNotGiven() {
        let schedule = Schedule(Schedule.Configuration(), baseRate: 1, steps: 200)
        #expect(schedule.rate(at: 10) == 0.5)
        #expect(schedule.rate(at: 20) == 0.9)
    }

    @Test func withoutWarmupTheFirstRateIsTheBase() {
        var configuration = Schedule.Configuration()
        configuration.warmupSteps = 0
        #expect(Schedule(configuration, baseRate: 2, steps: 10).rate(at: 0) == 2)
    }

    @Test func thePowerBendsTheDecay() {
        var configuration = Schedule.Configuration()
        configuration.warmupSteps = 0
        configuration.power = 0.5
        #expect(abs(Schedule(configuration, baseRate: 1, steps: 100).rate(at: 75) - 0.5) < 1e-15)
    }
}
