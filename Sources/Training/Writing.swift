// Names the file where the system refuses to write, whichever library met the refusal.

import Foundation
import GRDB
import Torch

/// Runs what writes into a file or directory.
///
/// - Parameters:
///   - path: The file or directory to name.
///   - body: What writes.
/// - Returns: What `body` gives.
/// - Throws: `TrainingError` or `TorchError` as they are, and what else `body` throws as a
///   `TrainingError` with code `inputOutput`.
func writing<Result>(to path: String, _ body: () throws -> Result) throws -> Result {
    do {
        return try body()
    } catch let error as TrainingError {
        throw error
    } catch let error as TorchError {
        throw error
    } catch let error as DatabaseError {
        throw TrainingError(
            .inputOutput,
            "cannot be written: \(error.message ?? "\(error.resultCode)")",
            location: path
        )
    } catch {
        throw TrainingError(
            .inputOutput,
            "cannot be written: \(error.localizedDescription)",
            location: path
        )
    }
}
