package badger

import (
	"bufio"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// releaseTables gives back the memory that pages of tables take once they have
// been read: Badger maps the tables, and never lets go of what it has looked at.
// They are files that nobody changes, so a page that is needed again is read
// again.
func releaseTables(dir string) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	maps, err := os.Open("/proc/self/maps")
	if err != nil {
		return err
	}
	defer maps.Close()
	for lines := bufio.NewScanner(maps); lines.Scan(); {
		// 7f0c4c000000-7f0c4c3d0000 r--s 00000000 08:01 123    /data/store/000001.sst
		fields := strings.Fields(lines.Text())
		if len(fields) < 6 || !strings.HasPrefix(fields[5], dir+"/") || !strings.HasSuffix(fields[5], ".sst") {
			continue
		}
		from, to, _ := strings.Cut(fields[0], "-")
		begin, err := strconv.ParseUint(from, 16, 64)
		if err != nil {
			continue
		}
		end, err := strconv.ParseUint(to, 16, 64)
		if err != nil || end <= begin {
			continue
		}
		if _, _, failed := unix.Syscall(unix.SYS_MADVISE, uintptr(begin), uintptr(end-begin),
			unix.MADV_DONTNEED); failed != 0 {
			return failed
		}
	}
	return nil
}
