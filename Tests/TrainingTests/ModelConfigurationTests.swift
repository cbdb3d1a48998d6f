// Presets against the sizes that were published, and overrides that contradict them.

import Foundation
import Testing
import Training

struct ModelConfigurationTests {
    /// Parameter counts of the published models, both heads included, with their vocabularies.
    @Test(arguments: [
        (ModelConfiguration.Preset.nezhaBase, 21128, 102_489_226),
        (.nezhaLarge, 21128, 326_072_970),
        (.albertBase, 30000, 11_813_810),
        (.albertLarge, 30000, 17_847_474),
        (.albertXlarge, 30000, 59_021_490),
        (.albertXxlarge, 30000, 223_158_450),
    ])
    func presetHasThePublishedSize(
        preset: ModelConfiguration.Preset,
        vocabulary: Int,
        count: Int
    ) throws {
        let architecture = try ModelConfiguration(preset: preset)
            .architecture(vocabularySize: vocabulary)
        #expect(architecture.parameterCount == count)
    }

    @Test func overridesReplaceThePreset() throws {
        let json = #"{"preset":"albert-tiny","overrides":{"layers":6,"layerGroups":2}}"#
        let configuration = try JSONDecoder()
            .decode(ModelConfiguration.self, from: Data(json.utf8))
        let model = try configuration.architecture(vocabularySize: 100)
        #expect(model.hiddenSize == 312 && model.embeddingSize == 128)
        #expect((0..<6).map(model.group(ofLayer:)) == [0, 0, 0, 1, 1, 1])
    }

    @Test(arguments: [
        #"{"hiddenSize":100,"heads":3}"#, #"{"embeddingSize":64}"#, #"{"layerGroups":1}"#,
        #"{"layers":0}"#, #"{"hiddenDropout":1}"#,
    ])
    func contradictionIsRefused(overrides: String) throws {
        let json = #"{"preset":"nezha-tiny","overrides":"# + overrides + "}"
        let configuration = try JSONDecoder()
            .decode(ModelConfiguration.self, from: Data(json.utf8))
        #expect(throws: TrainingError.self) { try configuration.architecture(vocabularySize: 100) }
    }
}
