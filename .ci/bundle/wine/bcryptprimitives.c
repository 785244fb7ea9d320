/* Stands for a library of Windows 10 that Wine 8 lacks: random bytes for what is compiled by Rust. */

__declspec(dllimport) unsigned char SystemFunction036(void *bytes, unsigned long count);

__declspec(dllexport) int ProcessPrng(unsigned char *bytes, unsigned long long count)
{
    return SystemFunction036(bytes, (unsigned long)count);
}
