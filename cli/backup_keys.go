package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"filippo.io/age"
	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// backupKeys are the flags that say how a back-up is encrypted, and how it is opened.
type backupKeys struct {
	to     []string // recipients
	keys   []string // files of identities
	file   string   // whose first line is the passphrase
	prompt bool     // for the passphrase
}

func (k *backupKeys) addWriting(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&k.to, "recipient", nil,
		"public key (age1…) of who may open it; may be given several times")
	k.addPassphrase(cmd)
}

func (k *backupKeys) addReading(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&k.keys, "identity", nil,
		"file with secret keys (AGE-SECRET-KEY-1…); may be given several times")
	k.addPassphrase(cmd)
}

func (k *backupKeys) addPassphrase(cmd *cobra.Command) {
	cmd.Flags().StringVar(&k.file, "passphrase-file", "",
		"file whose first line is the passphrase; - is standard input")
	cmd.Flags().BoolVar(&k.prompt, "passphrase", false, "ask for a passphrase on the terminal")
}

// checkWriting refuses flags that name no key, or two ways to open what is written.
func (k *backupKeys) checkWriting() error {
	if err := k.checkReading(); err != nil {
		return err
	}
	if len(k.to) > 0 && (k.file != "" || k.prompt) || k.file != "" && k.prompt {
		return usageError{errors.New("a back-up is encrypted for recipients or with one passphrase, not with both")}
	}
	return nil
}

// checkReading refuses flags that name no key. Back-ups of one chain may need several.
func (k *backupKeys) checkReading() error {
	if len(k.to)+len(k.keys) > 0 || k.file != "" || k.prompt {
		return nil
	}
	return usageError{errors.New("a back-up holds every secret, so it is always encrypted: give --recipient (to read " +
		"it, --identity), --passphrase-file or --passphrase")}
}

const (
	maxSecrets = 64 << 10
	// shortPassphrase is how long one is at least: whoever has the file can try as
	// many as they like.
	shortPassphrase = 12
	// workFactor has a passphrase take a quarter of a second and 64 MiB of memory of whoever
	// tries it; a larger one is not taken of a file, as it comes from outside.
	workFactor    = 16
	maxWorkFactor = 20
)

// recipients are for whom a back-up is encrypted.
func (c *command) recipients(k *backupKeys) (all []age.Recipient, err error) {
	for _, text := range k.to {
		parsed, err := age.ParseRecipients(strings.NewReader(text))
		if err != nil {
			return nil, usageError{fmt.Errorf("--recipient %s: it is no public key of age, like age1…", text)}
		}
		all = append(all, parsed...)
	}
	if len(all) > 0 {
		return all, nil
	}
	passphrase, err := c.newPassphrase(k)
	if err != nil {
		return nil, err
	}
	r, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return nil, err
	}
	r.SetWorkFactor(workFactor)
	return []age.Recipient{r}, nil
}

// identities are what back-ups are opened with.
func (c *command) identities(k *backupKeys) (all []age.Identity, err error) {
	for _, name := range k.keys {
		content, err := c.readAtMost(name, maxSecrets)
		if err != nil {
			return nil, err
		}
		parsed, err := age.ParseIdentities(bytes.NewReader(content))
		if err != nil {
			return nil, usageError{fmt.Errorf("--identity %s: it holds no secret keys of age, one a line", name)}
		}
		all = append(all, parsed...)
	}
	if k.file == "" && !k.prompt {
		return all, nil
	}
	passphrase, err := c.passphrase(k)
	if err != nil {
		return nil, err
	}
	i, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		return nil, usageError{err}
	}
	i.SetMaxWorkFactor(maxWorkFactor)
	return append(all, i), nil
}

// passphrase reads it from where the flags say it is: never from the command line, which
// others see.
func (c *command) passphrase(k *backupKeys) (string, error) {
	if k.file != "" {
		content, err := c.readAtMost(k.file, maxSecrets)
		if err != nil {
			return "", err
		}
		line, _, _ := strings.Cut(string(content), "\n")
		return strings.TrimSuffix(line, "\r"), nil
	}
	return c.askSecret("Passphrase: ")
}

// newPassphrase reads one that a back-up is encrypted with: a slip of the fingers would lose it.
func (c *command) newPassphrase(k *backupKeys) (string, error) {
	passphrase, err := c.passphrase(k)
	if err != nil {
		return "", err
	}
	if len(passphrase) < shortPassphrase {
		return "", usageError{fmt.Errorf("the passphrase has less than %d characters: whoever has the back-up can try "+
			"as many as they like", shortPassphrase)}
	}
	if k.file != "" {
		return passphrase, nil
	}
	again, err := c.askSecret("Passphrase again: ")
	if err == nil && again != passphrase {
		err = usageError{errors.New("the second passphrase is another one: nothing was backed up")}
	}
	return passphrase, err
}

// askSecret asks on the terminal, which does not show what is typed.
func (c *command) askSecret(question string) (string, error) {
	if c.instance != nil || !isTerminal(c.streams.In) {
		return "", usageError{errors.New("--passphrase asks on a terminal, and there is none: send it on standard " +
			"input, with --passphrase-file -")}
	}
	fmt.Fprint(c.streams.Err, question)
	line, err := term.ReadPassword(int(c.streams.In.(*os.File).Fd()))
	fmt.Fprintln(c.streams.Err)
	return string(line), err
}

// asInput reads a passphrase here, where its file or the terminal is, and gives the flags
// and the standard input of a command that may run elsewhere.
func (k *backupKeys) asInput(c *command) (passed backupKeys, args []string, in io.Reader, err error) {
	for _, to := range k.to {
		args = append(args, "--recipient", to)
	}
	if len(k.to) > 0 {
		return *k, args, nil, nil
	}
	passphrase, err := c.newPassphrase(k)
	return backupKeys{file: "-"}, []string{"--passphrase-file", "-"}, strings.NewReader(passphrase + "\n"), err
}

func (c *command) backupKeygen() *cobra.Command {
	return &cobra.Command{
		Use: "keygen FILE", Short: "Make a key that opens back-ups, and print its recipient", Args: oneArg("file"),
		Long: "Makes a secret key in FILE, which must not be there yet, and prints its public half for --recipient.\n" +
			"Keep FILE away from the server: who has it can open the back-ups, and without it nobody can.",
		RunE: func(_ *cobra.Command, args []string) error {
			if c.instance != nil {
				return usageError{errors.New("make the key where you keep it, not on the server")}
			}
			key, err := age.GenerateX25519Identity()
			if err != nil {
				return err
			}
			path := c.pathOf(args[0])
			err = writeNew(path, func(f *os.File) error {
				_, err := fmt.Fprintf(f, "# recipient: %s\n%s\n", key.Recipient(), key)
				return err
			})
			if err != nil {
				return err
			}
			return c.say(map[string]any{"file": path, "recipient": key.Recipient().String()}, "%s", key.Recipient())
		},
	}
}
