// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.look;

import java.io.File;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Parameters;

@Command(name = "completion", description = "Prints a script that completes the words of go4j: source <(go4j completion bash)")
final class CompletionCommand implements Callable<Integer> {
    @Parameters(paramLabel = "bash|zsh", description = "the shell: bash or zsh")
    private String shell = "";

    @Override
    public Integer call() throws LookFailure {
        if (!shell.equals("bash") && !shell.equals("zsh")) {
            throw LookFailure.usage("there is no completion for " + shell + "; there is one for bash and one for zsh");
        }
        CommandLine all = Look.commandLine();
        // what the script and the start of a program do, without picocli
        CommandSpec run = CommandSpec.create().name("run");
        run.addOption(OptionSpec.builder("-cp", "--class-path").arity("1").type(File.class).build());
        run.addOption(OptionSpec.builder("--pprof").arity("1").type(String.class).build());
        run.addOption(OptionSpec.builder("--gops").arity("1").type(String.class).build());
        run.addOption(OptionSpec.builder("-h", "--help").build());
        run.addPositional(PositionalParamSpec.builder().type(File.class).arity("0..*").build());
        all.addSubcommand("run", run);
        for (String plain : new String[] {"prepare", "clean", "help"}) {
            all.addSubcommand(plain, CommandSpec.create().name(plain));
        }
        System.out.println(AutoComplete.bash("go4j", all)); // which is for zsh too, by its bashcompinit
        return 0;
    }
}
