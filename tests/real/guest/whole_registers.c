/*
 * Preloaded into linux.uml: lets it set the floating point registers of its processes on a machine whose register set is larger than
 * the 2696 bytes that it was compiled for (arch/x86/um/user-offsets.c of Linux 6.12), as with AMX.
 *
 * A kernel takes the set as a whole or not at all (EFAULT; xstateregs_set, arch/x86/kernel/fpu/regset.c). So it is read whole, its
 * beginning is replaced by what User Mode Linux kept, and the whole is written. What lies behind that beginning, the tiles of AMX,
 * is in use by nobody: a process has to ask the kernel for them first (arch_prctl), and there is no such call in User Mode Linux.
 */
#define _GNU_SOURCE
#include <elf.h>
#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

/* More than any register set there is: with AMX it has 11008 bytes. */
static char whole[65536];

static long ask(long request, pid_t pid, void *address, void *data)
{
	return syscall(SYS_ptrace, request, pid, address, data);
}

long ptrace(enum __ptrace_request request, ...)
{
	va_list arguments;
	va_start(arguments, request);
	pid_t pid = va_arg(arguments, pid_t);
	void *address = va_arg(arguments, void *);
	void *data = va_arg(arguments, void *);
	va_end(arguments);

	/* The system call itself stores what it peeks through its fourth argument. */
	if (request == PTRACE_PEEKTEXT || request == PTRACE_PEEKDATA || request == PTRACE_PEEKUSER) {
		long word;
		long result = ask(request, pid, address, &word);
		if (result < 0)
			return result;
		errno = 0;
		return word;
	}

	struct iovec *part = data;
	if (request != PTRACE_SETREGSET || (long)address != NT_X86_XSTATE || part->iov_len >= sizeof whole)
		return ask(request, pid, address, data);

	struct iovec all = { whole, sizeof whole };
	long result = ask(PTRACE_GETREGSET, pid, address, &all);
	if (result < 0)
		return result;
	memcpy(whole, part->iov_base, part->iov_len < all.iov_len ? part->iov_len : all.iov_len);
	return ask(PTRACE_SETREGSET, pid, address, &all);
}
