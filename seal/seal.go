package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"gatehouse/durable"
)

// Sealer keeps secrets that have to be read again: AES-256-GCM under a key from
// a file of mode 0600. Each sealed value is bound to a context, so that one
// cannot be put in the place of another.
type Sealer struct {
	aead   cipher.AEAD
	master [32]byte
}

// RequireKeyFile refuses to go on without the key file, where a store is already:
// one that was made now could not open it.
func RequireKeyFile(path string) error {
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return fmt.Errorf("key file %s is missing: put the original back, from the back-up of this data directory; "+
		"the store beside it cannot be read without it, and nothing was written in its place", path)
}

// LoadSealer reads the key file, or makes it if there is none.
func LoadSealer(path string) (*Sealer, error) {
	key, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		key, err = makeKeyFile(path)
	}
	if err != nil {
		return nil, fmt.Errorf("key file %s: %w", path, err)
	}
	if len(key) != 32 {
		return nil, fmt.Errorf(
			"key file %s holds %d bytes, not 32: put the original back; without it the sealed secrets of this data "+
				"directory cannot be read", path, len(key))
	}
	return NewSealer([32]byte(key))
}

// KeyFileWarning says what is wrong with who may read a key file, "" for nothing.
func KeyFileWarning(path string) string {
	info, err := os.Stat(path)
	if err != nil || runtime.GOOS == "windows" { // there, modes say nothing
		return ""
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return fmt.Sprintf(
			"key file %s can be read or changed by other users (mode %04o): chmod 600 it, and think about who "+
				"may have a copy", path, mode)
	}
	return ""
}

// NewSealer makes a sealer from a master key.
func NewSealer(master [32]byte) (*Sealer, error) {
	s := &Sealer{master: master}
	block, err := aes.NewCipher(s.Derive("seal"))
	if err != nil {
		return nil, err
	}
	if s.aead, err = cipher.NewGCM(block); err != nil {
		return nil, err
	}
	return s, nil
}

// Derive gives 32 bytes for one purpose, such as the store's encryption.
func (s *Sealer) Derive(purpose string) []byte {
	key, err := hkdf.Key(sha256.New, s.master[:], nil, "gatehouse "+purpose, 32)
	if err != nil {
		panic(err) // only for a length beyond what HKDF can give
	}
	return key
}

// Seal encrypts a secret for a context.
func (s *Sealer) Seal(plain []byte, context string) []byte {
	nonce := make([]byte, s.aead.NonceSize(), s.aead.NonceSize()+len(plain)+s.aead.Overhead())
	rand.Read(nonce)
	return s.aead.Seal(nonce, nonce, plain, []byte(context))
}

// Open decrypts what Seal made for the same context.
func (s *Sealer) Open(sealed []byte, context string) ([]byte, error) {
	n := s.aead.NonceSize()
	if len(sealed) < n {
		return nil, fmt.Errorf("sealed secret %q is too short", context)
	}
	plain, err := s.aead.Open(nil, sealed[:n], sealed[n:], []byte(context))
	if err != nil {
		return nil, fmt.Errorf(
			"sealed secret %q cannot be opened with this key file: was another gatehouse.key put in place?", context)
	}
	return plain, nil
}

// makeKeyFile writes a new key so that two processes that start at once agree on
// one: the file appears whole or not at all, and the first wins.
func makeKeyFile(path string) ([]byte, error) {
	key := make([]byte, 32)
	rand.Read(key)
	temp, err := os.CreateTemp(filepath.Dir(path), ".key-*") // mode 0600
	if err != nil {
		return nil, err
	}
	defer os.Remove(temp.Name())
	if _, err = temp.Write(key); err == nil {
		err = temp.Sync()
	}
	if closing := temp.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return nil, err
	}
	if err := os.Link(temp.Name(), path); errors.Is(err, fs.ErrExist) {
		return os.ReadFile(path)
	} else if err != nil {
		return nil, err
	}
	return key, durable.SyncDir(filepath.Dir(path)) // without it nothing that is sealed can be read again
}

// MAC authenticates values under a key of their purpose.
func (s *Sealer) MAC(purpose string, values ...string) []byte {
	h := hmac.New(sha256.New, s.Derive(purpose))
	for _, v := range values {
		fmt.Fprintf(h, "%d:%s", len(v), v)
	}
	return h.Sum(nil)
}
