package command

import (
	"math"
	"testing"
	"testing/fstest"
)

func TestMemoryOf(t *testing.T) {
	for name, test := range map[string]struct {
		files map[string]string
		want  int64
	}{
		"no such files": {nil, math.MaxInt64},
		"a machine": {map[string]string{"proc/meminfo": "MemTotal:       2048 kB\nMemFree: 1 kB\n"},
			2 << 20},
		"version 2": {map[string]string{"proc/self/cgroup": "0::/a/b\n",
			"sys/fs/cgroup/a/b/memory.max": "1048576\n"}, 1 << 20},
		"version 2, above it": {map[string]string{"proc/self/cgroup": "0::/a/b\n",
			"sys/fs/cgroup/a/b/memory.max": "max\n", "sys/fs/cgroup/a/memory.max": "4096"}, 4096},
		"version 2, container": {map[string]string{"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/memory.max": "8192"},
			8192},
		"version 1": {map[string]string{"proc/self/cgroup": "7:cpu:/x\n5:memory:/docker/1\n",
			"sys/fs/cgroup/memory/docker/1/memory.limit_in_bytes": "5000"}, 5000},
		"version 1, unlimited": {map[string]string{"proc/self/cgroup": "5:memory:/\n",
			"sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712", "proc/meminfo": "MemTotal: 1 kB"},
			1024},
		"the smallest counts": {map[string]string{"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/memory.max": "999999",
			"proc/meminfo": "MemTotal: 2 kB"}, 2048},
		"garbage": {map[string]string{"proc/self/cgroup": "x\n0::\n", "sys/fs/cgroup/memory.max": "-5",
			"proc/meminfo": "MemTotal: many"}, math.MaxInt64},
	} {
		files := fstest.MapFS{}
		for path, text := range test.files {
			files[path] = &fstest.MapFile{Data: []byte(text)}
		}
		if got := memoryOf(files); got != test.want {
			t.Errorf("%s: %d, want %d", name, got, test.want)
		}
	}
}
