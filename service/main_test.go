package service_test

import (
	"os"
	"runtime/debug"
	"testing"
)

// TestMain has the garbage collected less often: these tests make much of it beside little that they keep.
func TestMain(m *testing.M) {
	debug.SetGCPercent(400)
	os.Exit(m.Run())
}
