// libtorch behind plain C types.
#pragma once
#include <stdint.h>
