"""The names that C and its library keep for themselves: no function of ours may have one."""

_WORDS = """
auto break case char const continue default do double else enum extern float for goto if inline int long
register restrict return short signed sizeof static struct switch typedef union unsigned void volatile while
asm typeof linux unix main NAN INFINITY math_errhandling float_t double_t signgam MAXFLOAT DOMAIN SING
OVERFLOW UNDERFLOW TLOSS PLOSS alignas alignof bool constexpr false nullptr static_assert thread_local true
typeof_unqual
""".split()

_WITH_SUFFIXES = """
acos acosh asin asinh atan atan2 atanh cbrt ceil copysign cos cosh erf erfc exp exp10 exp2 expm1 fabs fdim
floor fma fmax fmin fmod frexp hypot ilogb ldexp lgamma llrint llround log log10 log1p log2 logb lrint lround
modf nan nearbyint nextafter nexttoward pow pow10 remainder remquo rint round roundeven scalbln scalbn sin
sinh sqrt tan tanh tgamma trunc drem finite gamma gamma_r lgamma_r isinf isnan j0 j1 jn y0 y1 yn scalb signbit
significand sincos cabs cacos cacosh carg casin casinh catan catanh ccos ccosh cexp cimag clog clog10 conj
cpow cproj creal csin csinh csqrt ctan ctanh
""".split()
"""Functions of doubles, which come for float and long double too: sin, sinf, sinl."""

_OTHERS = """
_Exit _exit abort abs aligned_alloc alloca asctime atexit atof atoi atol atoll bcmp bcopy bsearch bzero calloc
clearerr clock close connect ctime dcgettext dgettext difftime div dup environ errno execl execle execlp execv
execve execvp exit fclose feclearexcept fegetenv fegetexceptflag fegetround feholdexcept feof feraiseexcept
ferror fesetenv fesetexceptflag fesetround fetestexcept feupdateenv fflush ffs ffsimax ffsl ffsll fgetc
fgetpos fgets fopen fork fpclassify fprintf fputc fputs fread free freopen fscanf fseek fsetpos ftell fwrite
getc getchar getenv gets gettext gmtime imaxabs imaxdiv index isalnum isalpha isascii isblank iscntrl isdigit
iscanonical iseqsig isfinite isgraph isgreater isgreaterequal isless islessequal islessgreater islower
isnormal isprint ispunct issignaling isspace issubnormal isunordered isupper iswalnum iswalpha iswblank
iswcntrl iswctype iswdigit iswgraph iswlower iswprint iswpunct iswspace iswupper iswxdigit isxdigit iszero
kill labs ldiv link llabs lldiv localeconv localtime longjmp malloc mblen mbstowcs mbtowc memchr memcmp memcpy
memmove mempcpy memset mktime open perror pipe posix_memalign printf putc putchar puts qsort raise rand read
realloc remove rename rewind rindex scanf select send setbuf setjmp setlocale setvbuf signal sleep snprintf
sprintf srand sscanf stderr stdin stdout stpcpy stpncpy strcasecmp strcat strchr strcmp strcoll strcpy strcspn
strdup strerror strfmon strftime strlen strncasecmp strncat strncmp strncpy strndup strnlen strpbrk strrchr
strspn strstr strtod strtof strtok strtol strtold strtoll strtoul strtoull strxfrm system time tmpfile tmpnam
toascii tolower toupper towctrans towlower towupper ungetc vfprintf vfscanf vprintf vscanf vsnprintf vsprintf
vsscanf wait wcstombs wctomb write
""".split()

RESERVED = {*_WORDS, *_OTHERS, *(name + suffix for name in _WITH_SUFFIXES for suffix in ("", "f", "l"))}
"""The keywords, also those of C23, and what compilers know or programs are linked with."""

KEPT_BEGINNINGS = ("_", "FP_", "HUGE", "M_", "MATH_", "SNAN")
"""How its other names begin, those of math.h among them."""
