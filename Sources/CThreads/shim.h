// What threads can do on Linux; Swift's Glibc has the portable part alone.
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
