// Opens libtorch when the first tensor needs it: a process that makes none never loads it.
//
// libtorch takes a quarter of a second and 150 MB, and the code that calls it is C++, whose names
// the linker binds when a program starts. So that code is a library of its own beside the program,
// and its one symbol is a table of functions.

import CTorch
import Glibc

extension LibTorch {
    /// The functions of the C layer, or why there are none.
    static let functions: Result<CTorchFunctions, TorchError> = load()

    /// Calls a function of the C layer; throws libtorch's own words where it fails.
    static func call(_ function: (CTorchFunctions) -> Int32) throws {
        let functions = try functions.get()
        guard function(functions) == 0 else {
            throw TorchError(.operation, text(functions.last_error()))
        }
    }

    private static func load() -> Result<CTorchFunctions, TorchError> {
        // The name alone: the linker looks where the program's run path says, beside the program.
        guard let library = dlopen("libTorchBridge.so", RTLD_LAZY),
            let symbol = dlsym(library, "ctorch_functions")
        else {
            let reason = text(dlerror())
            return .failure(
                TorchError(.unavailable, "libtorch is missing; run 'make build' (\(reason))")
            )
        }
        return .success(symbol.load(as: CTorchFunctions.self))
    }

    private static func text(_ reason: UnsafePointer<CChar>?) -> String {
        reason.map { String(cString: $0) } ?? "no reason given"
    }
}
