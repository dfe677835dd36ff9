/* LD_PRELOAD: writes down, in their order, the changes that a process makes to files below POWER_WATCH.
 *
 * Each change is one record in POWER_LOG: letter, descriptor, number, two lengths, two byte strings. A lock is held
 * from before the change until its record is written, so that the log has the order of the disk. What is written to
 * the file POWER_ACKS is a promise of the process and gets a record between the others. The shared memory of SQLite
 * (-shm) is left out: it is made anew after a start. Every path must be absolute.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#define MOST 4096
enum { NOTHING, WATCHED, ACKS };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static const char *watch, *acks;
static int log_fd = -1;
static char kind_of[MOST];

struct __attribute__((packed)) head {
    char letter;
    int32_t fd;
    int64_t number;
    uint32_t first, second;
};

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

__attribute__((constructor)) static void start(void) {
    const char *path = getenv("POWER_LOG");
    watch = getenv("POWER_WATCH");
    acks = getenv("POWER_ACKS");
    if (path && watch) log_fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static void note(char letter, int fd, int64_t number, const void *first, size_t n1, const void *second, size_t n2) {
    struct head head = {letter, fd, number, (uint32_t)n1, (uint32_t)n2};
    struct iovec parts[3] = {{&head, sizeof head}, {(void *)first, n1}, {(void *)second, n2}};
    if (syscall(SYS_writev, log_fd, parts, 3) != (long)(sizeof head + n1 + n2)) abort();
}

static int kind(const char *path) {
    if (log_fd < 0 || !path) return NOTHING;
    if (acks && !strcmp(path, acks)) return ACKS;
    size_t length = strlen(watch), all = strlen(path);
    if (strncmp(path, watch, length) || (path[length] && path[length] != '/')) return NOTHING;
    if (all > 4 && !strcmp(path + all - 4, "-shm")) return NOTHING;
    return WATCHED;
}

static int kind_of_fd(int fd) { return log_fd >= 0 && fd >= 0 && fd < MOST ? kind_of[fd] : NOTHING; }

static int opened(int fd, const char *path, int flags, int is) {
    if (fd >= 0 && fd < MOST) {
        kind_of[fd] = (char)is;
        if (is == WATCHED) note('O', fd, flags, path, strlen(path), 0, 0);
    }
    return fd;
}

#define OPEN(name)                                              \
    int name(const char *path, int flags, ...) {                \
        va_list rest;                                           \
        va_start(rest, flags);                                  \
        mode_t mode = va_arg(rest, mode_t);                     \
        va_end(rest);                                           \
        pthread_mutex_lock(&lock);                              \
        int fd = REAL(name)(path, flags, mode), was = errno;    \
        opened(fd, path, flags, kind(path));                    \
        pthread_mutex_unlock(&lock);                            \
        errno = was;                                            \
        return fd;                                              \
    }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                                        \
    int name(int at, const char *path, int flags, ...) {                    \
        va_list rest;                                                       \
        va_start(rest, flags);                                              \
        mode_t mode = va_arg(rest, mode_t);                                 \
        va_end(rest);                                                       \
        pthread_mutex_lock(&lock);                                          \
        int fd = REAL(name)(at, path, flags, mode), was = errno;            \
        opened(fd, path, flags, kind(path));                                \
        pthread_mutex_unlock(&lock);                                        \
        errno = was;                                                        \
        return fd;                                                          \
    }
OPENAT(openat)
OPENAT(openat64)

int close(int fd) {
    pthread_mutex_lock(&lock);
    if (fd >= 0 && fd < MOST) kind_of[fd] = NOTHING;
    int done = REAL(close)(fd), was = errno;
    pthread_mutex_unlock(&lock);
    errno = was;
    return done;
}

static void wrote(int fd, int64_t offset, const void *data, ssize_t done) {
    if (done <= 0) return;
    note(kind_of[fd] == ACKS ? 'A' : 'W', fd, offset, data, (size_t)done, 0, 0);
}

ssize_t write(int fd, const void *data, size_t n) {
    if (!kind_of_fd(fd)) return REAL(write)(fd, data, n);
    pthread_mutex_lock(&lock);
    ssize_t done = REAL(write)(fd, data, n);
    int was = errno;
    wrote(fd, (int64_t)lseek(fd, 0, SEEK_CUR) - done, data, done);
    pthread_mutex_unlock(&lock);
    errno = was;
    return done;
}

#define PWRITE(name, offset_type)                                               \
    ssize_t name(int fd, const void *data, size_t n, offset_type offset) {      \
        if (!kind_of_fd(fd)) return REAL(name)(fd, data, n, offset);            \
        pthread_mutex_lock(&lock);                                              \
        ssize_t done = REAL(name)(fd, data, n, offset);                         \
        int was = errno;                                                        \
        wrote(fd, offset, data, done);                                          \
        pthread_mutex_unlock(&lock);                                            \
        errno = was;                                                            \
        return done;                                                            \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

/* CHANGE(result of the call, whether it is watched, record) */
#define CHANGE(call, watched, record)           \
    if (!(watched)) return call;                \
    pthread_mutex_lock(&lock);                  \
    int done = call, was = errno;               \
    if (done == 0) record;                      \
    pthread_mutex_unlock(&lock);                \
    errno = was;                                \
    return done;

int fsync(int fd) { CHANGE(REAL(fsync)(fd), kind_of_fd(fd) == WATCHED, note('S', fd, 0, 0, 0, 0, 0)) }
int fdatasync(int fd) { CHANGE(REAL(fdatasync)(fd), kind_of_fd(fd) == WATCHED, note('S', fd, 1, 0, 0, 0, 0)) }
int ftruncate(int fd, off_t n) { CHANGE(REAL(ftruncate)(fd, n), kind_of_fd(fd) == WATCHED, note('T', fd, n, 0, 0, 0, 0)) }
int ftruncate64(int fd, off64_t n) {
    CHANGE(REAL(ftruncate64)(fd, n), kind_of_fd(fd) == WATCHED, note('T', fd, n, 0, 0, 0, 0))
}
int unlink(const char *path) { CHANGE(REAL(unlink)(path), kind(path) == WATCHED, note('U', 0, 0, path, strlen(path), 0, 0)) }
int rmdir(const char *path) { CHANGE(REAL(rmdir)(path), kind(path) == WATCHED, note('D', 0, 0, path, strlen(path), 0, 0)) }
int mkdir(const char *path, mode_t mode) {
    CHANGE(REAL(mkdir)(path, mode), kind(path) == WATCHED, note('M', 0, 0, path, strlen(path), 0, 0))
}
int rename(const char *from, const char *to) {
    CHANGE(REAL(rename)(from, to), kind(from) == WATCHED || kind(to) == WATCHED,
           note('R', 0, 0, from, strlen(from), to, strlen(to)))
}

/* Ways to change a file that are not written down: refused, so that the caller takes another or the test fails. */
#define REFUSED(watched, call)  \
    if (watched) {              \
        errno = ENOSYS;         \
        return -1;              \
    }                           \
    return call;
int link(const char *from, const char *to) { REFUSED(kind(to) == WATCHED, REAL(link)(from, to)) }
int truncate(const char *path, off_t n) { REFUSED(kind(path) == WATCHED, REAL(truncate)(path, n)) }
int truncate64(const char *path, off64_t n) { REFUSED(kind(path) == WATCHED, REAL(truncate64)(path, n)) }
ssize_t writev(int fd, const struct iovec *parts, int n) { REFUSED(kind_of_fd(fd), REAL(writev)(fd, parts, n)) }
ssize_t pwritev(int fd, const struct iovec *parts, int n, off_t offset) {
    REFUSED(kind_of_fd(fd), REAL(pwritev)(fd, parts, n, offset))
}
ssize_t copy_file_range(int in, off64_t *from, int out, off64_t *to, size_t n, unsigned flags) {
    REFUSED(kind_of_fd(out), REAL(copy_file_range)(in, from, out, to, n, flags))
}
ssize_t sendfile(int out, int in, off_t *offset, size_t n);
ssize_t sendfile(int out, int in, off_t *offset, size_t n) { REFUSED(kind_of_fd(out), REAL(sendfile)(out, in, offset, n)) }
ssize_t sendfile64(int out, int in, off64_t *offset, size_t n);
ssize_t sendfile64(int out, int in, off64_t *offset, size_t n) {
    REFUSED(kind_of_fd(out), REAL(sendfile64)(out, in, offset, n))
}
