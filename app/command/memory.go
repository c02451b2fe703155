package command

import (
	"io/fs"
	"math"
	"os"
	"path"
	"runtime/debug"
	"strconv"
	"strings"
)

const (
	// mostMemory is what Go may take however large the machine is. It is a soft
	// limit: near it, memory is collected more often.
	mostMemory = 256 << 20
	// collectAt collects when the heap has grown by half: the memory of a rush is
	// given back sooner, for a little more work.
	collectAt = 50
)

// limitMemory sets Go's memory limit from what this machine, or the container
// around the process, has: three quarters of it, the rest is for mapped files and
// stacks. Who sets GOMEMLIMIT or GOGC decides.
func limitMemory() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(collectAt)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(min(memoryOf(os.DirFS("/"))/4*3, mostMemory))
	}
}

// memoryOf is how many bytes a process may take by the files of a Linux system:
// the machine's memory and the limits of the control groups that hold the
// process, of either version. On other systems it is unbounded.
func memoryOf(root fs.FS) int64 {
	least := int64(math.MaxInt64)
	take := func(file string, unit int64, value func(string) string) {
		b, err := fs.ReadFile(root, file)
		if err != nil {
			return
		}
		n, err := strconv.ParseInt(strings.TrimSpace(value(string(b))), 10, 64)
		if err == nil && n > 0 && n < math.MaxInt64/unit {
			least = min(least, n*unit)
		}
	}
	take("proc/meminfo", 1024, func(text string) string {
		_, rest, _ := strings.Cut(text, "MemTotal:")
		number, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
		return number
	})
	whole := func(text string) string { return text }
	groups, _ := fs.ReadFile(root, "proc/self/cgroup") // none: no limit of it
	for line := range strings.Lines(string(groups)) {
		// "0::/system.slice/x.service", or in version 1 "5:memory:/docker/…"
		parts := strings.SplitN(strings.TrimSpace(line), ":", 3)
		if len(parts) != 3 {
			continue
		}
		mount, file := "sys/fs/cgroup", "memory.max"
		if parts[1] == "memory" {
			mount, file = "sys/fs/cgroup/memory", "memory.limit_in_bytes"
		} else if parts[1] != "" {
			continue
		}
		// A group is bound by those above it too; within a container the path may
		// be the host's, and the limit stands at the top.
		for at := path.Clean("/" + parts[2]); ; at = path.Dir(at) {
			take(path.Join(mount, at, file), 1, whole)
			if at == "/" {
				break
			}
		}
	}
	return least
}
