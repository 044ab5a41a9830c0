// Command compose loads Compose files as Compose does, merged and with their variables filled in, and prints the
// model that comes out as JSON.
//
// What the specification refuses is one line on standard error and exit code 1.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"
	"github.com/sirupsen/logrus"
)

// projectName is what the model is called: the files have to give none for it to be checked.
const projectName = "checked"

func main() {
	// What is printed is the model; warnings would be mixed into the one line of an error.
	logrus.SetLevel(logrus.ErrorLevel)
	if len(os.Args) < 2 {
		fail(fmt.Errorf("usage: compose FILE… [NAME=VALUE…]"))
	}
	project, err := load(os.Args[1:])
	if err != nil {
		fail(err)
	}
	if err := json.NewEncoder(os.Stdout).Encode(project); err != nil {
		fail(err)
	}
}

// load merges the files; what has an equals sign is a variable, and those of this process don't count.
func load(arguments []string) (*types.Project, error) {
	var files, variables []string
	for _, argument := range arguments {
		if strings.Contains(argument, "=") {
			variables = append(variables, argument)
		} else {
			files = append(files, argument)
		}
	}
	options, err := cli.NewProjectOptions(
		files, cli.WithName(projectName), cli.WithEnv(variables), cli.WithProfiles([]string{"*"}),
	)
	if err != nil {
		return nil, err
	}
	return options.LoadProject(context.Background())
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, strings.ReplaceAll(strings.TrimSpace(err.Error()), "\n", "; "))
	os.Exit(1)
}
