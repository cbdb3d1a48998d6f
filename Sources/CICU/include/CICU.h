// ICU behind plain C types: its own headers clash with Foundation's.
#pragma once
#include <stdint.h>
