/* Functions of Windows's C runtime that Wine 8 leaves out, and numpy asks for when it is loaded. */

typedef struct { float real, imaginary; } pair;
typedef struct { double real, imaginary; } wide_pair;

__declspec(dllexport) float crealf(pair z) { return z.real; }
__declspec(dllexport) float cimagf(pair z) { return z.imaginary; }
__declspec(dllexport) double creal(wide_pair z) { return z.real; }
__declspec(dllexport) double cimag(wide_pair z) { return z.imaginary; }
