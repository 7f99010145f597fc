// SPDX-License-Identifier: Apache-2.0
package io.go4j.cli.run;

import io.go4j.GoBody;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/** Where a program's generated start class and the launcher meet. Public for the generated classes only. */
public final class Start {
    /*
     * For a program from source, javac's work is followed by a class that calls its main, kept with the build:
     *
     *     public final class Hello$$Start implements GoBody {
     *         static { Start.here(new Hello$$Start()); }
     *         public void run() throws Exception { new Hello().main(Start.arguments()); }
     *     }
     *
     * Rejected: calling main by method handle, as MainMethod does for jars. The handle for a type not seen before is spun by the JDK from
     * class files of its own at each start, which took longer than all else here. For the same reason the class hands itself in when it is
     * initialised: making an instance by reflection is a method handle again.
     */
    private static final ClassDesc START = ClassDesc.of(Start.class.getName());
    private static final ClassDesc BODY = ClassDesc.of(GoBody.class.getName());
    private static final ClassDesc ARGUMENTS = ConstantDescs.CD_String.arrayType();
    private static final String SUFFIX = "$$Start";

    private static String[] arguments = {};
    private static @Nullable GoBody body;

    private Start() {}

    /** Called by a generated class when it is initialised. */
    public static void here(GoBody main) {
        body = main;
    }

    /** What main is to be called with. */
    public static String[] arguments() {
        return arguments;
    }

    static void arguments(String[] words) {
        arguments = words;
    }

    static String nameFor(String mainClass) {
        return mainClass.concat(SUFFIX);
    }

    /** Initialises a generated class and returns its instance. */
    static GoBody of(String startClass, ClassLoader loader) throws ClassNotFoundException {
        Class.forName(startClass, true, loader);
        GoBody main = body;
        if (main == null) throw new ClassNotFoundException(startClass + " did not hand itself in");
        return main;
    }

    /** Whether a class beside the main class may call this main: a protected one that comes from another package it may not. */
    static boolean canCall(MainMethod main) {
        Method method = main.method();
        return Modifier.isPublic(method.getModifiers()) || method.getDeclaringClass().getPackage() == main.type().getPackage();
    }

    /** The class file of the start class for this main. */
    static byte[] classFileFor(MainMethod main) {
        Method method = main.method();
        ClassDesc type = ClassDesc.of(main.type().getName());
        ClassDesc start = ClassDesc.of(nameFor(main.type().getName()));
        boolean takesArguments = method.getParameterCount() > 0;
        MethodTypeDesc ofMain = takesArguments ? MethodTypeDesc.of(ConstantDescs.CD_void, ARGUMENTS) : ConstantDescs.MTD_void;
        return ClassFile.of().build(start, file -> file.withFlags(AccessFlag.PUBLIC, AccessFlag.FINAL, AccessFlag.SYNTHETIC)
                .withInterfaceSymbols(BODY)
                .withMethodBody(ConstantDescs.INIT_NAME, ConstantDescs.MTD_void, 0, code -> code.aload(0)
                        .invokespecial(ConstantDescs.CD_Object, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void)
                        .return_())
                .withMethodBody(ConstantDescs.CLASS_INIT_NAME, ConstantDescs.MTD_void, ClassFile.ACC_STATIC, code -> instance(code, start)
                        .invokestatic(START, "here", MethodTypeDesc.of(ConstantDescs.CD_void, BODY))
                        .return_())
                .withMethodBody("run", ConstantDescs.MTD_void, ClassFile.ACC_PUBLIC, code -> {
                    boolean isStatic = Modifier.isStatic(method.getModifiers());
                    if (!isStatic) instance(code, type);
                    if (takesArguments) code.invokestatic(START, "arguments", MethodTypeDesc.of(ARGUMENTS));
                    if (isStatic) {
                        code.invokestatic(type, "main", ofMain);
                    } else {
                        code.invokevirtual(type, "main", ofMain);
                    }
                    code.return_();
                }));
    }

    private static CodeBuilder instance(CodeBuilder code, ClassDesc type) {
        return code.new_(type).dup().invokespecial(type, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void);
    }
}
