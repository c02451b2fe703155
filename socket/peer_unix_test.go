//go:build linux || darwin

package socket

import (
	"os"
	"testing"
)

func TestMayCall(t *testing.T) {
	for uid, may := range map[int]bool{os.Geteuid(): true, 0: true, os.Geteuid() + 1: false,
		65534: os.Geteuid() == 65534} {
		if err := mayCall(uid); (err == nil) != may {
			t.Errorf("uid %d: %v", uid, err)
		}
	}
}
