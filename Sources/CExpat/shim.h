// Debian builds expat with XML_DTD; the header hides the amplification limits without it.
#define XML_DTD 1
#include <expat.h>
