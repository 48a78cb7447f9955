/*
 * User-mode Linux 6.1 keeps and gives back the floating-point registers of its processes in the size that they have up to AVX. Linux takes
 * no less than all registers of the processor, which has more with AVX-512 or AMX; it answers EFAULT, and the machine ends at once. This
 * library is loaded before it (LD_PRELOAD): it keeps the rest of the registers beside each buffer, and gives them back with it.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <elf.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/types.h>
#include <sys/uio.h>

/* More than AMX needs, and more than a machine of the tests has of processes. */
#define SIZE 16384
#define SLOTS 4096

static struct {
  void *of;
  unsigned char bytes[SIZE];
} kept[SLOTS];

/* What is kept for a buffer; null if the table is full. */
static unsigned char *kept_for(void *buffer, int *is_new) {
  size_t first = ((size_t)buffer >> 6) % SLOTS;
  for (size_t i = 0; i < SLOTS; i++) {
    size_t at = (first + i) % SLOTS;
    *is_new = kept[at].of == NULL;
    if (*is_new) kept[at].of = buffer;
    if (kept[at].of == buffer) return kept[at].bytes;
  }
  return NULL;
}

static long call(enum __ptrace_request request, pid_t pid, void *address, void *data) {
  static long (*next)(enum __ptrace_request, ...);
  if (next == NULL) next = (long (*)(enum __ptrace_request, ...))dlsym(RTLD_NEXT, "ptrace");
  return next(request, pid, address, data);
}

long ptrace(enum __ptrace_request request, ...) {
  va_list arguments;
  va_start(arguments, request);
  pid_t pid = va_arg(arguments, pid_t);
  void *address = va_arg(arguments, void *);
  void *data = va_arg(arguments, void *);
  va_end(arguments);
  int is_get = request == PTRACE_GETREGSET;
  if ((!is_get && request != PTRACE_SETREGSET) || (long)address != NT_X86_XSTATE)
    return call(request, pid, address, data);

  struct iovec *given = data;
  static unsigned char whole[SIZE];
  struct iovec all = {whole, SIZE};
  long result = call(PTRACE_GETREGSET, pid, address, &all);
  if (result < 0 || given->iov_len >= all.iov_len) return call(request, pid, address, data);

  size_t part = given->iov_len;
  size_t rest = all.iov_len - part;
  int is_new = 0;
  unsigned char *bytes = kept_for(given->iov_base, &is_new);
  if (is_get) {
    memcpy(given->iov_base, whole, part);
    if (bytes != NULL) memcpy(bytes, whole + part, rest);
    return result;
  }
  memcpy(whole, given->iov_base, part);
  /* The registers of a new process are copied from those of another one: what is behind AVX is as it is at first. */
  if (bytes == NULL || is_new) {
    memset(whole + part, 0, rest);
    whole[512] &= 7;
    memset(whole + 513, 0, 7);
    if (bytes != NULL) memset(bytes, 0, rest);
  } else memcpy(whole + part, bytes, rest);
  return call(PTRACE_SETREGSET, pid, address, &all);
}
