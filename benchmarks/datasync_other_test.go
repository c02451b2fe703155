//go:build !linux

package benchmarks

import "os"

func datasync(f *os.File) error { return f.Sync() }
